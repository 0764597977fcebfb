"""The reading side of the district violence observatory, and the domain that both sides share."""

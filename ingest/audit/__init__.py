"""The disclosure audit: attacks what an edition publishes, the way that a patient reader could."""

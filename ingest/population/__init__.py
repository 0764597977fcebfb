"""INEI's wide tables of population, read as rows of the long one."""

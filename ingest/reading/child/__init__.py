"""Readers that run in a process of their own, each importing its library and no more.

A file may state any size: a cell in the last row of a sheet, a number of records. The process has a
limit of memory and of time, so that what breaks it is a refusal and not the end of the command.
"""

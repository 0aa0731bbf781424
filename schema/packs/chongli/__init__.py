"""The reference district as data, and the generator of its sample of people and households."""

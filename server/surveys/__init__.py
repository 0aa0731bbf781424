"""Survey rounds counted: how far each door is, and what each person has in each grid."""

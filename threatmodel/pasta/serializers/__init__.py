"""What the API takes and shows of the stages."""

"""Tables of everything that a model has, a row for each thing: for spreadsheets and CSV files."""

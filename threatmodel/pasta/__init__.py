"""PASTA: seven stages from business objectives to countermeasures, over the model and what people write."""

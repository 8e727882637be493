"""What is known of products: images, operators, default authentication. Data is YAML beside its loader."""

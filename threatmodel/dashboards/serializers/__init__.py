"""What dashboards ask and answer."""

"""Names of people, places and organisations: spelling across scripts, what is known of them, where they stand."""

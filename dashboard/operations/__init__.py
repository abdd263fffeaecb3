"""Operations: what those who run the lab look at. Probes, metrics, the status page, the log of requests."""

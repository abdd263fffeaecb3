"""S3: buckets as origins."""

package io.tidewatch.processors.membership;

/** Filter mode of a host or a group, RFC 9776 section 2. */
public enum FilterMode { INCLUDE, EXCLUDE }

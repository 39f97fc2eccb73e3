package io.tidewatch.processors.membership;

/** Filter mode of a host or a group, RFC 9776 sections 2 and 6.2.1. */
public enum FilterMode { INCLUDE, EXCLUDE }

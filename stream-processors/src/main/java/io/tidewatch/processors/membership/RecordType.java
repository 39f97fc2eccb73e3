package io.tidewatch.processors.membership;

/** Type of a group record, RFC 9776 section 4.2.13; records of other types are ignored before they come here. */
public enum RecordType { IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK }

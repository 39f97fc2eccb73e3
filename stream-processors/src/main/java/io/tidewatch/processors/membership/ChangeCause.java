package io.tidewatch.processors.membership;

/** What brought a change about: a host's word, silence for a membership interval, or a query that nobody answered. */
public enum ChangeCause { REPORT, LEAVE, TIMER, QUERY }

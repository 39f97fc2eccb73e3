package io.tidewatch.processors.membership;

/** What happened; MODE_CHANGED and SOURCES_CHANGED are a host's when it names one, else the group's own. */
public enum ChangeType {
    GROUP_STARTED, GROUP_ENDED, HOST_JOINED, HOST_LEFT, HOST_EXPIRED, MODE_CHANGED, SOURCES_CHANGED, LIMIT_REACHED
}

package io.tidewatch.e2e.lab;

public enum Mode { INCLUDE, EXCLUDE }

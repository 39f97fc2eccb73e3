package io.tidewatch.e2e.lab;

enum Mode { INCLUDE, EXCLUDE }

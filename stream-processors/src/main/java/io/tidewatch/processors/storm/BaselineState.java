package io.tidewatch.processors.storm;

/** LEARNING: too little history, the floor alone decides. READY. STALE: as LEARNING, after a time without a sensor. */
public enum BaselineState { LEARNING, READY, STALE }

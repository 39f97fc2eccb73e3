package io.tidewatch.processors.query;

import io.tidewatch.schemas.SensorStatus;
import java.util.List;

/** Questions about sensors. */
public interface SensorAnswers {

    /** The newest status of each interface of each sensor, by {@code sensor:interface}. */
    List<SensorStatus> sensors();
}

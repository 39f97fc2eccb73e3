package io.tidewatch.processors.query;

import io.tidewatch.schemas.Alert;
import java.util.List;

/** Questions about alerts. Every method throws {@link Problem} when the state is not ready. */
public interface AlertAnswers {

    /** The newest step of every alert that is kept, in no order. */
    List<Alert> alerts();

    /** The steps of one alert that are kept, by sequence, at least the newest; empty when there is no such alert. */
    List<Alert> steps(String alertId);
}

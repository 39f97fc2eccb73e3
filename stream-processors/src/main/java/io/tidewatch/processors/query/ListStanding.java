package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;

/**
 * What stands around the items of a list.
 *
 * @param asOf the time that it is about
 * @param watermark up to when everything captured is in it
 * @param coverage what the sensors could see then
 * @param settled whether it stays so
 * @param next cursor of the next page
 */
record ListStanding(@About("The time that the list is about; of several segments the earliest.") Instant asOf,
                    @About(value = "Up to when everything captured is in it; of several segments the earliest; null "
                        + "where there is none.", nullable = true) Instant watermark,
                    @About(value = "What the sensors could see at that time; of several segments the worst; null where "
                        + "there is none.", nullable = true) Coverage coverage,
                    @About(value = "Whether the watermark has passed that time, so that the list stays so; null where "
                        + "there is none.", nullable = true) @JsonProperty("final") Boolean settled,
                    @About(value = "What to give as cursor for the next page; null on the last.", nullable = true)
                    String next) {
}

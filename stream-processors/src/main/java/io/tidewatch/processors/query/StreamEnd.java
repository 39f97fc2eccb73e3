package io.tidewatch.processors.query;

/** Why a client's stream of changes ended. */
public enum StreamEnd {
    /** The client went away, or read nothing for so long that the server gave it up. */
    GONE("the client went away or read nothing for too long"),
    /** This process stops. */
    STOPPING("this instance stops; go on at another with the id of the last event"),
    /** Broker or registry can't be asked. */
    SOURCE("the changes can't be read just now; go on in a moment with the id of the last event");

    private final String about;

    StreamEnd(String about) {
        this.about = about;
    }

    /** In words for the client. */
    String about() {
        return about;
    }
}

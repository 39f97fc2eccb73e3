package io.tidewatch.e2e;

/** What is done to a cluster at work. */
enum Fault {
    INSTANCE_KILLED("an instance of the processors is killed, and started again once another has its work"),
    INSTANCE_CUT_OFF("an instance is cut off until the others have its work, and comes back with what it had open"),
    INSTANCES_RESTARTED("each instance is stopped and started, one after the other"),
    INSTANCES_SCALED("1 instance, then 3, then 1"),
    BROKER_KILLED("a broker whose controller is not active is killed, and started again once all goes on"),
    CONTROLLER_KILLED("the same with the broker whose controller is active"),
    SENSOR_KILLED("an agent is killed and started again"),
    DISK_FULL("the disk with the state of an instance is full for a while"),
    DISK_SLOW("the disk of a broker or of an instance stands still for nine tenths of each second"),
    STRUCK_IN_A_STORM("while an alert is open its receiver, the sink, a broker and an instance are killed at once");

    private final String meaning;

    Fault(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}

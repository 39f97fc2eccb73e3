package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A deployment at work to which faults are done, one after the other and drawn from a seed. When all is over, what is
 * committed, told and answered is held against a run of the same events that nothing was done to.
 */
final class Chaos {
    private static final int INSTANCES = 2;
    private static final int MOST_APART = 30_000;
    private static final int MOST_PAUSE = 2000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofSeconds(10);
    /** How much longer than faults begin the load can go on. */
    private static final Duration LAST = Duration.ofMinutes(2);
    private static final double MILLIS = 1000;

    private final Settings settings;
    private final Random random;
    private final Deployment deployment;
    private final Brokers brokers;
    private final Instances instances;
    private final Load load;
    private final Progress progress;
    private final Report report;

    /**
     * What to do.
     *
     * @param seed decides which faults come, when and to whom, and what is simulated
     * @param kinds what may be drawn; each comes once before one comes again
     * @param faults how many
     * @param time after which no other one begins
     */
    record Settings(long seed, List<Fault> kinds, int faults, Duration time) {
        /** Whether something is done to disks. */
        boolean ownDisks() {
            return kinds.contains(Fault.DISK_FULL) || kinds.contains(Fault.DISK_SLOW);
        }
    }

    private Chaos(Settings settings, Random random, Deployment deployment, Load load, Report report) {
        this.settings = settings;
        this.report = report;
        this.random = random;
        this.deployment = deployment;
        this.brokers = deployment.brokers();
        this.instances = deployment.instances();
        this.load = load;
        this.progress = new Progress(brokers.admin(), List.of("tidewatch-membership", "tidewatch-storms"));
    }

    /** Does it all, in a folder of its own, as root. */
    static Report run(Path folder, Settings settings) {
        Random random = new Random(settings.seed());
        Duration apart = Duration.ofMillis(random.nextInt(2 * MOST_APART) - MOST_APART);
        Report report = new Report();
        try (Deployment deployment = Deployment.start(folder, settings.ownDisks());
             Load load = Load.make(folder, settings.seed(), settings.time().plus(LAST), apart,
                 deployment.cluster(Deployment.PREFIX))) {
            Chaos chaos = new Chaos(settings, random, deployment, load, report);
            report.stage("brokers, registry and load are there");
            chaos.scaleTo(INSTANCES);
            load.begin();
            chaos.awaitWell();
            report.stage("all is at work");
            chaos.strike();
            load.finish();
            report.stage("the rest of the load is published");
            chaos.judge();
            report.stage("judged");
            return report;
        }
    }

    private void strike() {
        List<Fault> drawn = new ArrayList<>();
        long begunAt = progress.now().at();
        long before = frames();
        long endAt = begunAt + settings.time().toNanos();
        while (report.faults() < settings.faults() && System.nanoTime() < endAt) {
            if (drawn.isEmpty()) {
                drawn.addAll(settings.kinds());
            }
            Fault fault = drawn.remove(random.nextInt(drawn.size()));
            Standalone.pause(Duration.ofMillis(random.nextInt(MOST_PAUSE)));
            Progress.Moment moment = fault == Fault.STRUCK_IN_A_STORM ? inAStorm() : progress.now();
            Duration failover = strike(fault, moment);
            awaitWell();
            report.struck(fault, failover, Duration.ofNanos(System.nanoTime() - moment.at()));
        }
        double seconds = Duration.ofNanos(System.nanoTime() - begunAt).toMillis() / MILLIS;
        report.found("load held meanwhile: %.0f messages a second for %.0f s", (frames() - before) / seconds, seconds);
    }

    /** How many frames the sensors have published. */
    private long frames() {
        return instances.api(any()).all("sensors").stream().mapToLong(sensor -> sensor.at("/replay/frames").asLong())
            .sum();
    }

    /** Does it, waits until all that came later is worked on, and puts it right; how long the first two took. */
    private Duration strike(Fault fault, Progress.Moment moment) {
        return switch (fault) {
            case INSTANCE_KILLED -> instanceKilled(moment, any());
            case INSTANCE_CUT_OFF -> instanceCutOff(moment, any());
            case INSTANCES_RESTARTED -> instancesRestarted(moment);
            case INSTANCES_SCALED -> instancesScaled(moment);
            case BROKER_KILLED -> brokerKilled(moment, another());
            case CONTROLLER_KILLED -> brokerKilled(moment, brokers.controller());
            case SENSOR_KILLED -> sensorKilled(moment);
            case DISK_FULL -> diskFull(moment, any());
            case DISK_SLOW -> diskSlow(moment, random.nextBoolean() ? brokers.disk(random.nextInt(brokers.count()))
                : instances.disk(any()));
            case STRUCK_IN_A_STORM -> struckInAStorm(moment, any(), random.nextInt(brokers.count()));
        };
    }

    private int any() {
        List<Integer> running = instances.running();
        return running.get(random.nextInt(running.size()));
    }

    /** A broker whose controller is not active. */
    private int another() {
        return (brokers.controller() + 1 + random.nextInt(brokers.count() - 1)) % brokers.count();
    }

    private Duration recovered(Progress.Moment moment) {
        return progress.awaitBeyond(moment, load::requireGoingOn);
    }

    private Duration instanceKilled(Progress.Moment moment, int victim) {
        instances.kill(victim);
        Duration failover = recovered(moment);
        instances.start(victim);
        return failover;
    }

    private Duration instanceCutOff(Progress.Moment moment, int victim) {
        deployment.cutOff(victim);
        Duration failover = recovered(moment);
        // It is one too many when it comes back: the group has gone on without it.
        progress.awaitMembers(instances.running().size() - 1);
        deployment.plugIn(victim);
        return failover;
    }

    private Duration instancesRestarted(Progress.Moment moment) {
        for (int each : instances.running()) {
            instances.stop(each);
            instances.start(each);
            instances.awaitReady(each);
        }
        return recovered(moment);
    }

    private Duration instancesScaled(Progress.Moment moment) {
        for (int count : List.of(1, instances.most(), 1)) {
            scaleTo(count);
            progress.awaitMembers(count);
        }
        Duration failover = recovered(moment);
        scaleTo(INSTANCES);
        return failover;
    }

    private void scaleTo(int count) {
        while (instances.running().size() > count) {
            instances.stop(any());
        }
        for (int number = 0; instances.running().size() < count; number++) {
            if (!instances.running().contains(number)) {
                instances.start(number);
            }
        }
        instances.running().forEach(instances::awaitReady);
    }

    private Duration brokerKilled(Progress.Moment moment, int node) {
        brokers.kill(node);
        Duration failover = recovered(moment);
        brokers.start(node);
        return failover;
    }

    private Duration sensorKilled(Progress.Moment moment) {
        load.killSensor(random);
        return recovered(moment);
    }

    private Duration diskFull(Progress.Moment moment, int victim) {
        instances.disk(victim).fill();
        Standalone.pause(LONG);
        Duration failover = recovered(moment);
        instances.disk(victim).free();
        return failover;
    }

    private Duration diskSlow(Progress.Moment moment, Disk disk) {
        disk.slow();
        Standalone.pause(LONG);
        Duration failover = recovered(moment);
        disk.fast();
        return failover;
    }

    /** A moment at which an alert is open. */
    private Progress.Moment inAStorm() {
        Api api = instances.api(any());
        AtomicReference<Progress.Moment> moment = new AtomicReference<>();
        if (!Waiting.until(LIMIT, () -> {
            load.requireGoingOn();
            moment.set(progress.now());
            // One on a querier may be open for good.
            return api.all("alerts?status=ACTIVE").stream().anyMatch(alert ->
                alert.at("/rule/id").asText().startsWith("icmp."));
        })) {
            throw new AssertionError("no alert was open within " + LIMIT);
        }
        return moment.get();
    }

    private Duration struckInAStorm(Progress.Moment moment, int victim, int node) {
        deployment.receiver().stop();
        deployment.killSink();
        brokers.kill(node);
        instances.kill(victim);
        Duration failover = recovered(moment);
        instances.start(victim);
        brokers.start(node);
        deployment.startSink();
        deployment.receiver().start();
        return failover;
    }

    /** Starts what has ended, as a service would be, and waits until everybody is there and at rest. */
    private void awaitWell() {
        report.revived(instances.revive());
        brokers.awaitWhole();
        instances.running().forEach(instances::awaitReady);
        progress.awaitMembers(instances.running().size());
    }

    private void judge() {
        Instances calm = deployment.calm();
        try (TopicReader topics = deployment.topics()) {
            report.stage("a run in peace has begun");
            Judgement judgement = new Judgement(topics, Deployment.PREFIX, Deployment.CALM, report);
            judgement.packets(load);
            judgement.outputs(instances.api(any()), calm.api(0));
            new AlertLives(topics, Deployment.PREFIX, report).judge(deployment.receiver(), load.labels());
            judgement.transactions(brokers.admin());
        }
    }
}

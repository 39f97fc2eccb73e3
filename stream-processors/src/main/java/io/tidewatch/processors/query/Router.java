package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.processors.query.Application.Part;
import io.tidewatch.processors.query.Neighbours.Asked;
import io.tidewatch.processors.query.Neighbours.Partitions;
import io.tidewatch.processors.query.Neighbours.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Brings a question to where its state is. A question about one segment goes to the owner of its partition, else to one
 * that holds a copy; a question about all segments is cut into one for each owner and the answers are put together. A
 * partition that nobody can answer for makes 503: half an answer would look like a whole one.
 */
final class Router {
    private static final int NOT_FOUND = 404;
    private static final String AWAY = "The instance that holds this part of the state is away and no other has a copy "
        + "of it that is fresh enough; ask again in a moment.";

    private final Neighbours neighbours;

    Router(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** An answer from this instance alone, told with how fresh it is. */
    private static ObjectNode here(Resource resource, Parameters parameters, Scope scope) {
        ObjectNode answer = Json.object(resource.answer(parameters, scope));
        answer.put("stale", scope.stale());
        answer.put("lag", scope.lag());
        return answer;
    }

    /** Answers a question about one segment, in any format. */
    Answered segment(Question question, Route route, Part part) {
        Parameters parameters = Parameters.of(question, route.parameters());
        Placement placement = part.placement();
        int partition = placement.partitionOf(parameters.segment());
        Scope scope = new Scope(List.of(partition));
        if (Neighbours.asked(question.partitions()) != null) {
            return new Answered.Here(here(part.resource(), parameters, scope));
        }
        Problem last = null;
        long giveUpAt = neighbours.giveUpAt();
        List<Instance> holders = placement.holders(partition);
        int others = holders.size();
        for (Instance holder : holders) {
            others--;
            if (holder.equals(placement.self())) {
                try {
                    return new Answered.Here(here(part.resource(), parameters, scope));
                } catch (Problem problem) {
                    last = passOver(problem);
                }
            } else {
                Reply reply = passedOn(question, holder, new Partitions(part.application(), scope.partitions()),
                    Neighbours.giveUpAt(giveUpAt, others));
                if (reply != null) {
                    return new Answered.Relayed(reply);
                }
            }
        }
        throw last == null ? Problem.notReady(AWAY) : last;
    }

    private Reply passedOn(Question question, Instance holder, Partitions partitions, long giveUpAt) {
        neighbours.enter();
        try {
            return Neighbours.reply(neighbours.ask(holder, question.target(Map.of()), partitions,
                question.accept() == null ? "*/*" : question.accept(), giveUpAt));
        } finally {
            neighbours.leave();
        }
    }

    /** A refusal that another instance need not share. */
    private static Problem passOver(Problem problem) {
        if (!problem.mayPass()) {
            throw problem;
        }
        return problem;
    }

    /** Answers a question for a list over all segments. */
    Answered everywhere(Question question, Route route, List<Part> of) {
        Parameters parameters = Parameters.of(question, route.parameters());
        Partitions asked = Neighbours.asked(question.partitions());
        if (asked != null) {
            return share(asked, parameters, of);
        }
        List<ObjectNode> parts = new ArrayList<>();
        for (Part part : of) {
            parts.addAll(gather(question, part, scope -> here(part.resource(), parameters, scope)));
        }
        return new Answered.Here(Merge.of(parts, parameters.slice().limit(), route.order()));
    }

    /** Answers a question about one thing that may be on any segment. */
    Answered somewhere(Question question, Route route, List<Part> of) {
        Parameters parameters = Parameters.of(question, route.parameters());
        Partitions asked = Neighbours.asked(question.partitions());
        if (asked != null) {
            return share(asked, parameters, of);
        }
        List<Problem> unknown = new ArrayList<>();
        List<ObjectNode> parts = new ArrayList<>();
        for (Part part : of) {
            parts.addAll(gather(question, part, scope -> {
                try {
                    return here(part.resource(), parameters, scope);
                } catch (Problem problem) {
                    if (problem.status() != NOT_FOUND) {
                        throw problem;
                    }
                    unknown.add(problem);
                    return Json.nothing();
                }
            }));
        }
        ObjectNode found = parts.stream().filter(part -> !part.isEmpty() && !part.path("status").isInt()).findFirst()
            .orElse(null);
        if (found == null) {
            throw unknown.isEmpty() ? Problem.notFound("None of the instances knows it.") : unknown.get(0);
        }
        return new Answered.Here(found);
    }

    /** What another instance asks for: of the partitions that it names, from what is here. */
    private static Answered share(Partitions asked, Parameters parameters, List<Part> of) {
        for (Part part : of) {
            if (part.application().equals(asked.application())
                    && asked.numbers().last() < part.placement().partitions()) {
                return new Answered.Share(here(part.resource(), parameters, new Scope(asked.numbers())));
            }
        }
        throw Neighbours.notForYou();
    }

    /** The parts of an answer, each partition in exactly one. What one holder can't tell, the next is asked. */
    private List<ObjectNode> gather(Question question, Part part, Function<Scope, ObjectNode> local) {
        Placement placement = part.placement();
        List<ObjectNode> parts = new ArrayList<>();
        List<Problem> refusals = new ArrayList<>();
        SortedSet<Integer> left = new TreeSet<>(IntStream.range(0, placement.partitions()).boxed().toList());
        long giveUpAt = neighbours.giveUpAt();
        for (int choice = 0; !left.isEmpty(); choice++) {
            Map<Instance, SortedSet<Integer>> byHolder = byHolder(placement, left, choice, refusals);
            long choiceEnds = Neighbours.giveUpAt(giveUpAt, others(placement, left, choice));
            left = new TreeSet<>();
            SortedSet<Integer> mine = byHolder.remove(placement.self());
            boolean others = !byHolder.isEmpty();
            if (others) {
                neighbours.enter();
            }
            try {
                Map<Asked, SortedSet<Integer>> questions = new LinkedHashMap<>();
                String target = question.target(Map.of());
                byHolder.forEach((holder, partitions) -> questions.put(neighbours.ask(holder, target,
                    new Partitions(part.application(), partitions), Rendering.JSON, choiceEnds), partitions));
                if (mine != null && !answered(mine, local, parts, refusals)) {
                    left.addAll(mine);
                }
                for (Map.Entry<Asked, SortedSet<Integer>> asked : questions.entrySet()) {
                    if (!answered(Neighbours.reply(asked.getKey()), parts)) {
                        left.addAll(asked.getValue());
                    }
                }
            } finally {
                if (others) {
                    neighbours.leave();
                }
            }
        }
        return parts;
    }

    /** How many holders are left to ask behind this choice, where most are. */
    private static int others(Placement placement, SortedSet<Integer> partitions, int choice) {
        return partitions.stream().mapToInt(partition -> placement.holders(partition).size() - choice - 1)
            .map(left -> Math.max(0, left)).max().orElse(0);
    }

    private static Map<Instance, SortedSet<Integer>> byHolder(Placement placement, SortedSet<Integer> partitions,
                                                              int choice, List<Problem> refusals) {
        Map<Instance, SortedSet<Integer>> byHolder = new LinkedHashMap<>();
        for (int partition : partitions) {
            List<Instance> holders = placement.holders(partition);
            if (choice >= holders.size()) {
                throw refusals.isEmpty() ? Problem.notReady(AWAY) : refusals.get(0);
            }
            byHolder.computeIfAbsent(holders.get(choice), unseen -> new TreeSet<>()).add(partition);
        }
        return byHolder;
    }

    private static boolean answered(SortedSet<Integer> mine, Function<Scope, ObjectNode> local,
                                    List<ObjectNode> parts, List<Problem> refusals) {
        try {
            parts.add(local.apply(new Scope(mine)));
            return true;
        } catch (Problem problem) {
            refusals.add(passOver(problem));
            return false;
        }
    }

    private static boolean answered(Reply reply, List<ObjectNode> parts) {
        try {
            if (reply == null) {
                return false;
            }
            ObjectNode part = Json.read(reply.body());
            if (reply.status() >= 400 && reply.status() != NOT_FOUND) {
                throw Problem.of(reply.status(), part.path("title").asText(), part.path("detail").asText());
            }
            parts.add(part);
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("another instance's answer is not readable", e);
        }
    }
}

package dev.pairplane.simulators.receiver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One name that takes deliveries. Safe for threads.
final class Hook {

    private final String name;
    private final SortedMap<Integer, Long> answers = new TreeMap<>();
    private Behaviour behaviour = Behaviour.NORMAL;
    private int left;
    private long received;
    private int waiting;

    Hook(String name) {
        this.name = name;
    }

    /// From now on, also for those that are held.
    synchronized void behave(Behaviour asked) {
        behaviour = asked;
        left = asked.times();
        notifyAll();
    }

    /// Takes one delivery: waits as long as the behaviour says, and returns what to answer.
    synchronized Behaviour take() throws InterruptedException {
        received++;
        waiting++;
        try {
            long start = System.nanoTime();
            while (behaviour.hold()) {
                long rest = Behaviour.MAX_DELAY.toNanos() - (System.nanoTime() - start);
                if (rest <= 0) {
                    break;
                }
                wait(Math.max(1, rest / 1_000_000));
            }
            Behaviour answer = behaviour;
            if (left > 0) {
                left--;
                if (left == 0) {
                    behaviour = Behaviour.NORMAL;
                }
            }
            return answer;
        } finally {
            waiting--;
        }
    }

    synchronized void answered(int status) {
        answers.merge(status, 1L, Long::sum);
    }

    synchronized ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name);
        json.set("behaviour", behaviour.toJson());
        json.put("received", received);
        json.put("held", waiting);
        ObjectNode counts = json.putObject("answers");
        for (Map.Entry<Integer, Long> entry : answers.entrySet()) {
            counts.put(Integer.toString(entry.getKey()), entry.getValue());
        }
        return json;
    }
}

package dev.pairplane.publishing.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Alarms, the earliest first. A binary heap whose members know their place, so that one is set
/// anew or cleared without a search.
final class AlarmHeap {
    private final List<Alarm> heap = new ArrayList<>();

    /// Sets an alarm, or sets it anew.
    void set(Alarm alarm, long at) {
        long before = alarm.at;
        alarm.at = at;
        if (alarm.index < 0) {
            heap.add(alarm);
            alarm.index = heap.size() - 1;
            up(alarm);
        } else if (at < before) {
            up(alarm);
        } else {
            down(alarm);
        }
    }

    /// Clears an alarm; nothing when it is not set.
    void clear(Alarm alarm) {
        int hole = alarm.index;
        if (hole < 0) {
            return;
        }
        alarm.index = -1;
        Alarm last = heap.removeLast();
        if (last != alarm) {
            put(last, hole);
            up(last);
            down(last);
        }
    }

    /// When the earliest rings.
    OptionalLong next() {
        return heap.isEmpty() ? OptionalLong.empty() : OptionalLong.of(heap.getFirst().at);
    }

    /// Takes the earliest out, when it is due.
    Optional<Alarm> due(long now) {
        if (heap.isEmpty() || heap.getFirst().at > now) {
            return Optional.empty();
        }
        Alarm first = heap.getFirst();
        clear(first);
        return Optional.of(first);
    }

    int size() {
        return heap.size();
    }

    private void up(Alarm alarm) {
        int place = alarm.index;
        while (place > 0) {
            Alarm parent = heap.get((place - 1) / 2);
            if (parent.at <= alarm.at) {
                break;
            }
            put(parent, place);
            place = (place - 1) / 2;
        }
        put(alarm, place);
    }

    private void down(Alarm alarm) {
        int place = alarm.index;
        for (int child = 2 * place + 1; child < heap.size(); child = 2 * place + 1) {
            if (child + 1 < heap.size() && heap.get(child + 1).at < heap.get(child).at) {
                child++;
            }
            if (heap.get(child).at >= alarm.at) {
                break;
            }
            put(heap.get(child), place);
            place = child;
        }
        put(alarm, place);
    }

    private void put(Alarm alarm, int place) {
        heap.set(place, alarm);
        alarm.index = place;
    }
}

package dev.pairplane.simulators.kubernetes.store;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An immutable sorted map from text; each change makes a new one that shares all but O(log n)
/// nodes with the old. A weight-balanced tree, which knows the rank of each key for nothing.
public final class PersistentMap<V> {

    /// A subtree may be this much heavier than its sibling.
    private static final int DELTA = 3;

    /// Decides between a single and a double rotation.
    private static final int RATIO = 2;

    private final @Nullable Node<V> root;

    private PersistentMap(@Nullable Node<V> root) {
        this.root = root;
    }

    private record Node<V>(
            String key, V value, int size, @Nullable Node<V> left, @Nullable Node<V> right) {}

    public static <V> PersistentMap<V> empty() {
        return new PersistentMap<>(null);
    }

    public int size() {
        return size(root);
    }

    public boolean isEmpty() {
        return root == null;
    }

    public @Nullable V get(String key) {
        Node<V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    public PersistentMap<V> with(String key, V value) {
        return new PersistentMap<>(put(root, key, value));
    }

    public PersistentMap<V> without(String key) {
        return get(key) == null ? this : new PersistentMap<>(remove(root, key));
    }

    /// How many keys sort before that one.
    public int rank(String key) {
        int rank = 0;
        Node<V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order <= 0) {
                node = node.left;
            } else {
                rank += size(node.left) + 1;
                node = node.right;
            }
        }
        return rank;
    }

    /// Shows the values of the keys in [from, to) in order, until the visitor returns false.
    ///
    /// @param to "" for no end
    public void scan(String from, String to, Predicate<V> visitor) {
        boolean ignored = scan(root, from, to, visitor);
    }

    private static <V> boolean scan(
            @Nullable Node<V> node, String from, String to, Predicate<V> visitor) {
        if (node == null) {
            return true;
        }
        boolean afterStart = node.key.compareTo(from) >= 0;
        boolean beforeEnd = to.isEmpty() || node.key.compareTo(to) < 0;
        if (afterStart && !scan(node.left, from, to, visitor)) {
            return false;
        }
        if (afterStart && beforeEnd && !visitor.test(node.value)) {
            return false;
        }
        return !beforeEnd || scan(node.right, from, to, visitor);
    }

    private static int size(@Nullable Node<?> node) {
        return node == null ? 0 : node.size;
    }

    private static <V> Node<V> node(
            String key, V value, @Nullable Node<V> left, @Nullable Node<V> right) {
        return new Node<>(key, value, size(left) + size(right) + 1, left, right);
    }

    private static <V> Node<V> put(@Nullable Node<V> node, String key, V value) {
        if (node == null) {
            return node(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.size, node.left, node.right);
        }
        return order < 0
                ? balance(node.key, node.value, put(node.left, key, value), node.right)
                : balance(node.key, node.value, node.left, put(node.right, key, value));
    }

    private static <V> @Nullable Node<V> remove(@Nullable Node<V> node, String key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balance(node.key, node.value, remove(node.left, key), node.right);
        }
        if (order > 0) {
            return balance(node.key, node.value, node.left, remove(node.right, key));
        }
        if (node.left == null) {
            return node.right;
        }
        if (node.right == null) {
            return node.left;
        }
        Node<V> next = first(node.right);
        return balance(next.key, next.value, node.left, remove(node.right, next.key));
    }

    private static <V> Node<V> first(Node<V> start) {
        Node<V> node = start;
        while (node.left != null) {
            node = node.left;
        }
        return node;
    }

    private static <V> Node<V> balance(
            String key, V value, @Nullable Node<V> left, @Nullable Node<V> right) {
        int leftSize = size(left);
        int rightSize = size(right);
        if (leftSize + rightSize > 1) {
            if (right != null && rightSize > DELTA * leftSize) {
                return liftRight(key, value, left, right);
            }
            if (left != null && leftSize > DELTA * rightSize) {
                return liftLeft(key, value, left, right);
            }
        }
        return node(key, value, left, right);
    }

    private static <V> Node<V> liftRight(
            String key, V value, @Nullable Node<V> left, Node<V> right) {
        Node<V> inner = right.left;
        if (inner == null || inner.size < RATIO * size(right.right)) {
            return node(right.key, right.value, node(key, value, left, inner), right.right);
        }
        return node(
                inner.key,
                inner.value,
                node(key, value, left, inner.left),
                node(right.key, right.value, inner.right, right.right));
    }

    private static <V> Node<V> liftLeft(
            String key, V value, Node<V> left, @Nullable Node<V> right) {
        Node<V> inner = left.right;
        if (inner == null || inner.size < RATIO * size(left.left)) {
            return node(left.key, left.value, left.left, node(key, value, inner, right));
        }
        return node(
                inner.key,
                inner.value,
                node(left.key, left.value, left.left, inner.left),
                node(key, value, inner.right, right));
    }
}

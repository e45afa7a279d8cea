package dev.pairplane.simulators.kubernetes.rules;

import java.math.BigInteger;
import java.net.InetAddress;

/// A range of Service addresses in CIDR form.
final class AddressRange {

    private final String text;
    private final BigInteger base;
    private final int bits;
    private final int bytes;

    private AddressRange(String text, BigInteger base, int bits, int bytes) {
        this.text = text;
        this.base = base;
        this.bits = bits;
        this.bytes = bytes;
    }

    /// @throws IllegalArgumentException when it is no range
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address range; one looks like 10.96.0.0/16");
        }
        byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
        int bits = address.length * 8 - Integer.parseInt(text.substring(slash + 1));
        BigInteger base = new BigInteger(1, address).shiftRight(bits).shiftLeft(bits);
        return new AddressRange(text, base, bits, address.length);
    }

    String family() {
        return bytes == 4 ? "IPv4" : "IPv6";
    }

    boolean contains(InetAddress address) {
        byte[] raw = address.getAddress();
        return raw.length == bytes
                && new BigInteger(1, raw).shiftRight(bits).equals(base.shiftRight(bits));
    }

    /// The nth address; the 0th is nobody's.
    String address(long n) {
        byte[] number = base.add(BigInteger.valueOf(n)).toByteArray();
        byte[] address = new byte[bytes];
        int length = Math.min(number.length, bytes);
        System.arraycopy(number, number.length - length, address, bytes - length, length);
        return Addresses.format(address);
    }

    /// How many addresses can be given away.
    long size() {
        return (1L << Math.min(bits, 20)) - 2;
    }

    @Override
    public String toString() {
        return text;
    }
}

using System.Net;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Tests.Mesh;

public sealed class IPRangeTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("0.0.0.0", "0.0.0.0/32")]
    [InlineData("255.255.255.255", "255.255.255.255/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/0", "0.0.0.0/0")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.255.255.255/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3/31", "10.1.2.2/31")]
    [InlineData("10.1.2.3/32", "10.1.2.3/32")]
    [InlineData("::", "::/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("ffff::/0", "::/0")]
    [InlineData("::1", "::1/128")]
    [InlineData("1::", "1::/128")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0/128")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8/128")]
    [InlineData("1::8", "1::8/128")]
    [InlineData("2001:DB8::00aB", "2001:db8::ab/128")]
    [InlineData("2001:db8:ffff::/33", "2001:db8:8000::/33")]
    [InlineData("fd00:ec2::254/128", "fd00:ec2::254/128")]
    [InlineData("64:ff9b::10.0.0.1", "64:ff9b::a00:1/128")]
    [InlineData("1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a/128")]
    [InlineData("::1:2:3:4:5:7.8.9.10", "0:1:2:3:4:5:708:90a/128")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1/32")]
    [InlineData("::FFFF:0a00:0001", "10.0.0.1/32")]
    [InlineData("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1/32")]
    [InlineData("::ffff:10.1.2.3/104", "10.0.0.0/8")]
    [InlineData("::ffff:10.1.2.3/128", "10.1.2.3/32")]
    [InlineData("::ffff:10.1.2.3/96", "0.0.0.0/0")]
    [InlineData("::ffff:0:0/95", "::fffe:0:0/95")]
    [InlineData("::ffff:10.1.2.3/0", "::/0")]
    public void Reads_addresses_and_ranges(string text, string expected)
    {
        Assert.True(IPRange.TryParse(text, out var range));
        Assert.Equal(expected, range.ToString());
        Assert.Equal(!expected.Contains(':', StringComparison.Ordinal), range.IsIPv4);
        Assert.Equal(expected.Split('/')[1], $"{range.PrefixLength}");
        Assert.Equal(range, IPRange.Parse(expected));
    }

    [Theory]
    [InlineData("64:ff9b::/96", "0.0.0.0/0")]
    [InlineData("64:ff9b::10.0.0.1", "10.0.0.1/32")]
    [InlineData("64:ff9b::203.0.113.0/120", "203.0.113.0/24")]
    [InlineData("64:ff9b::/95", "0.0.0.0/0")]
    [InlineData("64:ff9b::/64", "0.0.0.0/0")]
    [InlineData("64:ff9b:1::/48", "0.0.0.0/0")]
    [InlineData("64:ff9b:1:2::/64", "0.0.0.0/0")]
    [InlineData("64:ff9b:1:2::/96", "0.0.0.0/0")]
    [InlineData("64:ff9b:1:2::198.51.100.7/127", "198.51.100.6/31")]
    [InlineData("::/0", "0.0.0.0/0")]
    [InlineData("64:ff9b:0:0:0:1::/96", null)]
    [InlineData("64:ff9b:2::/48", null)]
    [InlineData("2001:db8::/32", null)]
    [InlineData("::ffff:0:0/96", null)]
    [InlineData("0.0.0.0/0", null)]
    public void Tells_what_a_range_is_translated_to(string text, string? expected) =>
        Assert.Equal(expected, IPRange.Parse(text).Translated?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/8")]
    [InlineData("*")]
    [InlineData("localhost")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("10.1.2")]
    [InlineData("10.1.2.3.4")]
    [InlineData("10.1.2.")]
    [InlineData(".10.1.2")]
    [InlineData("10..1.2")]
    [InlineData("10.1.2.256")]
    [InlineData("10.1.2.1000")]
    [InlineData("010.1.2.3")]
    [InlineData("10.1.2.03")]
    [InlineData("10.1.2.00")]
    [InlineData("0x10.1.2.3")]
    [InlineData("10.1.2.a")]
    [InlineData("+10.1.2.3")]
    [InlineData("-1.1.2.3")]
    [InlineData(" 10.1.2.3")]
    [InlineData("10.1.2.3 ")]
    [InlineData("10.1.2.3\n")]
    [InlineData("10.1.2.\u0663")]
    [InlineData("\uFF11.1.2.3")]
    [InlineData("10.1.2.3/")]
    [InlineData("10.1.2.3/33")]
    [InlineData("10.1.2.3/-1")]
    [InlineData("10.1.2.3/+8")]
    [InlineData("10.1.2.3/08")]
    [InlineData("10.1.2.3/00")]
    [InlineData("10.1.2.3/ 8")]
    [InlineData("10.1.2.3/8 ")]
    [InlineData("10.1.2.3/8/8")]
    [InlineData("10.1.2.3/0x8")]
    [InlineData("10.1.2.3/255.0.0.0")]
    [InlineData("10.1.2.3/4294967304")]
    [InlineData("10.1.2.3:80")]
    [InlineData("10.1.2.3%eth0")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("::::")]
    [InlineData("1")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData(":2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8:")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1::2:3:4:5:6:7:8")]
    [InlineData("1::2::3")]
    [InlineData("1:::2")]
    [InlineData("::12345")]
    [InlineData("::00001")]
    [InlineData("::g")]
    [InlineData("::-1")]
    [InlineData("::+1")]
    [InlineData(":: 1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("::1%eth0")]
    [InlineData("::1%")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("::1/129")]
    [InlineData("::1/064")]
    [InlineData("::1/")]
    [InlineData("::ffff:10.0.0.1/129")]
    [InlineData("::ffff:010.0.0.1")]
    [InlineData("::ffff:10.0.0")]
    [InlineData("::ffff:10.0.0.1.2")]
    [InlineData("::10.0.0.1:1")]
    [InlineData("10.0.0.1::")]
    [InlineData("1.2.3.4::1")]
    [InlineData("::10.0.0.1:10.0.0.1")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1:2:3:4:5:1.2.3.4")]
    [InlineData("::1:2:3:4:5:6:1.2.3.4")]
    public void Rejects_what_is_neither(string text)
    {
        Assert.False(IPRange.TryParse(text, out var range));
        Assert.Null(range);
        Assert.Equal($"'{text}' is neither an IP address nor a CIDR range.", Assert.Throws<FormatException>(() => IPRange.Parse(text)).Message);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true, true)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true, true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", false, true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true, true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false, false)]
    [InlineData("10.0.0.0/9", "10.128.0.0/9", false, false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true, true)]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", true, true)]
    [InlineData("0.0.0.0", "0.0.0.1", false, false)]
    [InlineData("::/0", "2001:db8::1", true, true)]
    [InlineData("2001:db8::/32", "2001:db8:1::/48", true, true)]
    [InlineData("2001:db8::/32", "2001:db9::/48", false, false)]
    [InlineData("::/0", "10.0.0.1", false, false)]
    [InlineData("0.0.0.0/0", "::1", false, false)]
    [InlineData("::ffff:0:0/96", "10.0.0.1", true, true)]
    [InlineData("10.0.0.0/8", "::ffff:10.2.3.4", true, true)]
    [InlineData("::1/128", "::1", true, true)]
    public void Compares_ranges(string left, string right, bool contains, bool overlaps)
    {
        var (a, b) = (IPRange.Parse(left), IPRange.Parse(right));

        Assert.Equal(contains, a.Contains(b));
        Assert.Equal(overlaps, a.Overlaps(b));
        Assert.Equal(overlaps, b.Overlaps(a));
    }

    /// <summary>Bit strings, one character a bit: slow and obvious.</summary>
    [Fact]
    public void Agrees_with_bit_strings()
    {
        var random = new Random(11);
        for (var run = 0; run < 20000; run++)
        {
            // Bytes of few values make shared prefixes frequent.
            var length = random.Next(2) == 0 ? 4 : 16;
            var (a, aBits) = Next(length);
            var (b, bBits) = Next(length);

            Assert.True(bBits.StartsWith(aBits, StringComparison.Ordinal) == a.Contains(b), $"{a} contains {b}");
            Assert.True(
                (bBits.StartsWith(aBits, StringComparison.Ordinal) || aBits.StartsWith(bBits, StringComparison.Ordinal)) == a.Overlaps(b),
                $"{a} overlaps {b}");
            Assert.True((aBits == bBits) == (a == b), $"{a} equals {b}");
            Assert.Equal(a, IPRange.Parse(a.ToString()));
        }

        (IPRange Range, string Bits) Next(int length)
        {
            var bytes = random.GetItems<byte>([0, 0, 1, 0x80, 0xff], length);
            bytes[0] = 1; // never an IPv4-mapped address
            var prefix = random.Next(length * 8 + 1);
            var bits = string.Concat(bytes.Select(value => Convert.ToString(value, 2).PadLeft(8, '0')))[..prefix];
            return (IPRange.Parse($"{new IPAddress(bytes)}/{prefix}"), bits);
        }
    }

    /// <summary>.NET reads more than this type does, but what this type reads, .NET reads the same way.</summary>
    [Fact]
    public void Reads_nothing_that_dotnet_reads_differently()
    {
        var random = new Random(13);
        var read = 0;
        for (var run = 0; run < 300000; run++)
        {
            var text = RandomText.Of(random, "::::..01afF9", 14);
            if (!IPRange.TryParse(text, out var range))
            {
                continue;
            }

            read++;
            Assert.True(IPAddress.TryParse(text, out var address), text);
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            Assert.Equal($"{address}/{(range.IsIPv4 ? 32 : 128)}", range.ToString());
        }

        Assert.True(read > 1000, $"Only {read} texts were addresses.");
    }
}

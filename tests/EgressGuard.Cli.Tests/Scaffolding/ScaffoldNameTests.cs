using EgressGuard.Cli.Scaffolding;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Tests.Scaffolding;

public sealed class ScaffoldNameTests
{
    [Theory]
    [InlineData("api.example.com", "api-example-com")]
    [InlineData("my-api.example.com", "my--api-example-com")]
    [InlineData("my.api.example.com", "my-api-example-com")]
    [InlineData("xn--bcher-kva.example", "xn----bcher--kva-example")]
    [InlineData("1.2.example.com", "1-2-example-com")]
    public void A_name_reads_like_its_host(string host, string name) => Assert.Equal(name, ScaffoldName.Of(host));

    [Fact]
    public void A_long_host_is_cut_and_told_apart()
    {
        var host = string.Concat(Enumerable.Repeat("some-part.", 8)) + "example";

        Assert.Matches("^some--part-some--part-[a-z-]*[a-z]-[0-9a-f]{8}$", ScaffoldName.Of(host + ".com"));
        Assert.NotEqual(ScaffoldName.Of(host + ".com"), ScaffoldName.Of(host + ".org"));
    }

    /// <summary>Over few letters and all lengths, so that hosts often differ in no more than a dot or a dash.</summary>
    [Fact]
    public void Names_are_DNS_labels_and_no_two_hosts_share_one()
    {
        var random = new Random(4711);
        var hosts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < 20_000; i++)
        {
            var host = Host(random);
            var name = ScaffoldName.Of(host);

            Assert.True(KubeSyntax.IsDnsLabel(name), name);
            Assert.True(hosts.TryAdd(name, host) || hosts[name] == host, $"{host} and {hosts[name]}");
        }

        Assert.Contains(hosts.Values, host => host.Length > 63);
    }

    private static string Host(Random random) => string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Label(random)));

    private static string Label(Random random)
    {
        var inner = Enumerable.Range(0, random.Next(random.Next(0, 30))).Select(_ => "a0-"[random.Next(3)]);
        return $"{"a0"[random.Next(2)]}{string.Concat(inner)}{"a0"[random.Next(2)]}";
    }
}

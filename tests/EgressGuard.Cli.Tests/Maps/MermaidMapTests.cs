using EgressGuard.Cli.Maps;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Tests.Maps;

public sealed class MermaidMapTests
{
    [Fact]
    public void Namespaces_gateway_and_hosts_with_the_bad_edges_red_and_thick() => Assert.Equal(
        """
        flowchart LR
          n0["payments"]
          n1["shop"]
          n2["web"]
          gateway{{"egress gateway istio-system/istio-egressgateway"}}
          h0(["#42;.example.com"])
          h1(["api.example.com"])
          h2(["db.example.com"])
          n0 --> gateway
          gateway -->|"443"| h1
          n0 ==>|"443"| h1
          n1 --> gateway
          n2 ==>|"loops#58; api.example.com#58;443"| gateway
          n0 --x|"8443 blocked"| h1
          n1 -.->|"8443 unknown"| h1
          gateway -->|"5432"| h2
          linkStyle 2,4 stroke:#d00000,stroke-width:4px

        """,
        Write(SampleMap.Of));

    [Fact]
    public void Nothing_bad_means_no_style()
    {
        var good = SampleMap.Of with { Entries = [SampleMap.Of.Entries[3]] };

        Assert.DoesNotContain("linkStyle", Write(good), StringComparison.Ordinal);
        Assert.Equal("flowchart LR\n", Write(new EgressMap([], [])));
    }

    [Fact]
    public void A_host_is_no_link() =>
        Assert.Contains("([\"www#46;example.com\"])", Write(SampleMap.WithNames("shop", "www.example.com")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Reports.Hostile.Names), MemberType = typeof(Reports.Hostile))]
    [InlineData("end")]
    [InlineData("x[\"y\"]; click h0 \"javascript:alert(1)\"")]
    [InlineData("`**bold**`")]
    [InlineData("style:#x;")]
    public void A_hostile_name_is_a_label_and_nothing_else(string name)
    {
        var lines = Write(SampleMap.WithNames(name, name)).Split('\n');

        Assert.Equal(9, lines.Length);
        Assert.All(lines[1..3], line => Assert.Matches("""^  n[01]\["[A-Za-z0-9 .,/#;-]*"\]$""", line));
        Assert.Matches("""^  h0\(\["[A-Za-z0-9 .,/#;-]*"\]\)$""", lines[4]);
        Assert.Matches("""^  n1 ==>\|"[A-Za-z0-9 .,/#;-]*"\| gateway$""", lines[6]);
    }

    private static string Write(EgressMap map)
    {
        using var output = new StringWriter();
        MermaidMap.Write(map, EgressPolicy.Default, output);
        return output.ToString();
    }
}

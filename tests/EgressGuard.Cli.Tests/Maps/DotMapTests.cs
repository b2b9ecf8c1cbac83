using EgressGuard.Cli.Maps;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Tests.Maps;

public sealed class DotMapTests
{
    [Fact]
    public void Namespaces_gateway_and_hosts_with_the_bad_edges_red_and_thick() => Assert.Equal(
        """
        digraph egress {
          rankdir=LR;
          n0 [label="payments", shape=box];
          n1 [label="shop", shape=box];
          n2 [label="web", shape=box];
          gateway [label="egress gateway istio-system/istio-egressgateway", shape=hexagon];
          h0 [label="*.example.com", shape=ellipse];
          h1 [label="api.example.com", shape=ellipse];
          h2 [label="db.example.com", shape=ellipse];
          n0 -> gateway;
          gateway -> h1 [label="443"];
          n0 -> h1 [label="443", color="#d00000", penwidth=4];
          n1 -> gateway;
          n2 -> gateway [label="loops: api.example.com:443", color="#d00000", penwidth=4];
          n0 -> h1 [label="8443 blocked", style=dashed, arrowhead=tee];
          n1 -> h1 [label="8443 unknown", style=dotted];
          gateway -> h2 [label="5432"];
        }

        """,
        Write(SampleMap.Of));

    [Theory]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\Nb", "a\\\\Nb")]
    [InlineData("a\\\"; evil [x=\"", "a\\\\\\\"; evil [x=\\\"")]
    [InlineData("&lt;b&gt;", "&amp;lt;b&amp;gt;")]
    [InlineData("a\nb", "a b")]
    public void A_hostile_name_is_a_label_and_nothing_else(string name, string expected)
    {
        var dot = Write(SampleMap.WithNames(name, name));

        Assert.Contains($"  h0 [label=\"{expected}\", shape=ellipse];\n", dot, StringComparison.Ordinal);
        Assert.Contains($"  n0 [label=\"{expected}\", shape=box];\n", dot, StringComparison.Ordinal);
    }

    private static string Write(EgressMap map)
    {
        using var output = new StringWriter();
        DotMap.Write(map, EgressPolicy.Default, output);
        return output.ToString();
    }
}

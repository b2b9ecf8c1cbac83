using EgressGuard.Cli.Maps;
using EgressGuard.Cli.Tests.Paths;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Maps;

public sealed class MapTextTests
{
    [Fact]
    public void Each_host_with_its_namespaces_the_gravest_first() => Assert.Equal(
        """
        HOST             PORT  PROTOCOL    NAMESPACES
        *.example.com     443  TLS         no namespace sees it
        api.example.com   443  TLS       ! leaves directly: payments (1 of 2 ways)
                                         ! loops at the egress gateway: web
                                           via the egress gateway: shop
        api.example.com  8443  sniffed     cannot be told: shop
                                           nothing leaves: payments
        db.example.com   5432  TCP         via the egress gateway: payments, shop

        3 hosts, 3 namespaces; 1 way leaves directly, 1 loops, 1 cannot be told
        A note.

        """,
        Write(SampleMap.Of, "A note."));

    [Fact]
    public void An_empty_map_is_its_summary() =>
        Assert.Equal("0 hosts, 0 namespaces; nothing leaves directly\n", Write(new EgressMap([], [])));

    [Fact]
    public void Bad_ways_name_everybody_and_others_a_few()
    {
        var clients = Enumerable.Range(1, 12).Select(i => $"team-{(char)('a' + i)}").ToArray();
        var text = Write(new EgressMap(
            [
                SampleMap.Entry("a.example.com", 443, "TLS", [.. clients.Select(client => SamplePaths.Compliant(client))]),
                SampleMap.Entry("b.example.com", 443, "TLS", [.. clients.Select(client => SamplePaths.Ending(PathOutcome.Direct, client))]),
            ],
            [.. clients]));

        Assert.Contains("via the egress gateway: team-b, team-c, team-d, team-e, team-f, team-g, team-h, team-i and 4 more\n", text, StringComparison.Ordinal);
        Assert.Contains($"! leaves directly: {string.Join(", ", clients)}\n", text, StringComparison.Ordinal);
        Assert.Contains("2 hosts, 12 namespaces; 12 ways leave directly\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reports.Hostile.Names), MemberType = typeof(Reports.Hostile))]
    public void Nothing_of_the_input_acts_on_the_terminal_or_starts_a_line(string name)
    {
        var lines = Write(SampleMap.WithNames(name, name)).Split('\n');

        Assert.Equal(6, lines.Length);
        Assert.DoesNotContain(lines, line => line.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028'));
    }

    [Fact]
    public void Colour_is_only_for_a_terminal()
    {
        using var output = new StringWriter();
        MapText.Write(SampleMap.WithNames("shop", "api.example.com"), [], output, isColoured: true);

        Assert.Contains("\u001b[31m! leaves directly: shop\u001b[0m\n", output.ToString(), StringComparison.Ordinal);
    }

    private static string Write(EgressMap map, params string[] notes)
    {
        using var output = new StringWriter();
        MapText.Write(map, notes, output, isColoured: false);
        return output.ToString();
    }
}

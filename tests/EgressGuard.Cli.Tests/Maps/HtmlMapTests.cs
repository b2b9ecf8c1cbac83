using System.Globalization;
using System.Text.RegularExpressions;
using EgressGuard.Cli.Maps;
using EgressGuard.Cli.Tests.Reports;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>The page as text: what is in it, in which order, and that nothing of it acts.</summary>
public sealed partial class HtmlMapTests
{
    public static TheoryData<string> HostileTexts =>
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "</title></style></svg><script>alert(1)</script>",
        "{{script}}", "javascript:alert(1)", "&lt;b&gt;", .. Hostile.Names.Select(name => name.Data),
    ];

    [Fact]
    public void Loads_nothing_and_lets_nothing_be_loaded()
    {
        var page = Page(SampleMaps.Everything);

        Assert.Equal(1, Count(page, "<meta http-equiv=\"Content-Security-Policy\""));
        Assert.Matches(
            "content=\"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'\"",
            page);
        Assert.DoesNotMatch("(?i)(src|srcset|action|poster|xlink:href)\\s*=|url\\(|@import|<(link|img|iframe|object|embed|base|form)\\b", page);
        Assert.All(Addresses().Matches(page), link => Assert.StartsWith("#", link.Groups["target"].Value, StringComparison.Ordinal));
        Assert.Equal(["http://www.w3.org/2000/svg"], Schemes().Matches(page).Select(scheme => scheme.Value));
        Assert.DoesNotMatch("(?i)\\s(style|on[a-z]+)=", page);
    }

    [Fact]
    public void Its_script_writes_no_markup() =>
        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacent|document\\.write|createElement|eval|Function\\(|fetch|XMLHttp|import", Script(Page(SampleMaps.Everything)));

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Names_are_text_and_never_markup(string text)
    {
        var page = Page(SampleMaps.Hostile(text));
        var calm = Page(SampleMaps.Hostile("shop"));

        // Whatever the names are, the page has the same tags with the same attributes, and not one more.
        Assert.Equal(Tags(calm), Tags(page));
        Assert.DoesNotMatch("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]", page);
    }

    [Fact]
    public void Says_first_what_leaves_directly()
    {
        var page = Page(SampleMaps.SomeDirect);
        var band = page.IndexOf("<section class=\"band direct\"", StringComparison.Ordinal);

        Assert.InRange(band, 0, page.IndexOf("<svg", StringComparison.Ordinal));
        Assert.Contains("2 ways leave directly</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#d1\"><b>shop</b> to <b>api.example.com:443</b></a> for all other pods: the route", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#d2\"><b>reports</b> to <b>updates.example.com:443</b></a>: no VirtualService", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_the_gravest_first()
    {
        var rows = Row().Matches(Page(SampleMaps.Everything)).Select(row => (row.Groups["id"].Value, row.Groups["class"].Value, row.Groups["host"].Value));

        Assert.Equal(
            [
                ("d1", "direct", "api.example.com"), ("d2", "loop", "hooks.example.org"), ("d3", "blocked", "mail.example.net"),
                ("d4", "unseen", "unseen.example.com"),
            ],
            rows);
    }

    [Fact]
    public void Counts_ways_by_outcome_and_destinations_by_chip()
    {
        var page = Page(SampleMaps.Everything);

        Assert.Equal(["1", "1", "1", "1", "1"], Tile().Matches(page).Select(tile => tile.Groups["count"].Value));
        Assert.Equal(
            ["Direct 1", "Loop 1", "Unknown 1", "Via gateway 1", "Blocked 1", "Not seen 1"],
            Chip().Matches(page).Select(chip => $"{chip.Groups["name"].Value} {chip.Groups["count"].Value}"));
    }

    [Fact]
    public void Says_how_much_of_the_traffic_is_direct()
    {
        var page = Page(SampleMaps.SomeDirect);

        Assert.Contains("<span class=\"badge direct\">Direct</span> <span class=\"names\">shop (1 of 2 ways)</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_hops_faults_and_losers_of_each_path()
    {
        var page = Page(SampleMaps.SomeDirect);

        Assert.Contains("<span class=\"kind\">Mesh leg</span><span>sends it to the egress gateway <code>VirtualService billing/api <i>/spec/tls/0</i></code></span>", page, StringComparison.Ordinal);
        Assert.Contains("<b>Fault</b> The route to the egress gateway is for some pods only (RouteForSomeOnly) <code>VirtualService shop/api <i>/spec/tls/0/match/0/sourceLabels</i></code>", page, StringComparison.Ordinal);
        Assert.Contains("<li><code>VirtualService platform/updates</code> is not exported to namespace reports</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_paths_that_differ_by_their_namespace_alone_once()
    {
        var page = Page(SampleMaps.Fine);

        Assert.Contains("<h3>From <span class=\"names\">payments, shop</span></h3>", page, StringComparison.Ordinal);
        Assert.Contains("Written for payments; the others have the same with their own name.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("the sidecars of namespace shop</span></li>\n<li><span class=\"kind\">Service", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_calm_where_all_is_fine()
    {
        var page = Page(SampleMaps.Fine);

        Assert.Contains("No way leaves directly</h2>\n<p>3 ways through the egress gateway, 1 blocked.</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<section class=\"band direct\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_not_calm_where_something_is_unknown() => Assert.DoesNotContain("band calm", Body(Page(SampleMaps.Everything)), StringComparison.Ordinal);

    [Fact]
    public void Says_that_nothing_is_declared()
    {
        var page = Page(SampleMaps.Empty);

        Assert.Contains("No external host is declared</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_where_undeclared_hosts_leave_directly()
    {
        var open = EgressPolicy.Default with { Mesh = new MeshSettings { OutboundTrafficPolicy = OutboundTrafficPolicy.AllowAny } };

        Assert.Contains("Hosts that nothing declares leave directly</h2>", Page(SampleMaps.Fine, open), StringComparison.Ordinal);
        Assert.DoesNotContain("Hosts that nothing declares leave directly", Page(SampleMaps.Fine), StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_a_direct_way_past_the_gateway_and_the_others_through_it()
    {
        var page = Page(SampleMaps.SomeDirect);

        Assert.Equal(2, Count(page, "<g class=\"pill direct\""));
        Assert.Equal(2, Count(page, "<path class=\"arrow direct\""));
        Assert.Contains(">istio-system/istio-egressgateway</text>", page, StringComparison.Ordinal);
        Assert.Equal(1, Count(page, "class=\"box left direct\" data-l=\"0\""));
    }

    [Fact]
    public void Cuts_long_names_in_the_drawing_but_never_their_ends()
    {
        var page = Page(SampleMaps.Long);

        Assert.Contains(">labelllllll\u2026lllll.example.com:443</text>", page, StringComparison.Ordinal);
        Assert.Contains(">namespac\u2026sssssssssssss-end</text>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_of_many_hosts_only_what_asks_for_attention()
    {
        var page = Page(SampleMaps.Large(3000, 50));

        Assert.Equal(3, Count(page, "class=\"box right direct\""));
        Assert.Equal(1, Count(page, "class=\"box right loop\""));
        Assert.Equal(1, Count(page, "class=\"box right unknown\""));
        Assert.Contains(">2846 destinations via gateway</text>", page, StringComparison.Ordinal);
        Assert.Contains(">149 destinations, blocked</text>", page, StringComparison.Ordinal);
        Assert.Equal(3000, Count(page, "<tbody "));
    }

    [Fact]
    public void Bundles_direct_ways_when_there_are_many()
    {
        var page = Page(SampleMaps.AllDirect(200, 50));

        Assert.Equal(1, Count(page, "<g class=\"pill direct\""));
        Assert.Contains(">180 destinations, direct</text>", page, StringComparison.Ordinal);
        Assert.Contains("10000 ways leave directly", page, StringComparison.Ordinal);
        Assert.Contains(">10000 ways direct</text>", page, StringComparison.Ordinal);
        Assert.Contains("<b>team-03</b> and 46 more to <b>host-0000.example.com:443</b></a>: no", page, StringComparison.Ordinal);
        Assert.Contains("and 9500 more, in the table below", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_the_same_every_time() => Assert.Equal(Page(SampleMaps.Everything), Page(SampleMaps.Everything));

    [Fact]
    public void Stays_small_with_five_thousand_hosts() => Assert.InRange(Page(SampleMaps.Large(5000, 20)).Length, 1, 20_000_000);

    internal static string Page(EgressMap map, EgressPolicy? policy = null)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        HtmlMap.Write(map, policy ?? EgressPolicy.Default, output);
        return output.ToString();
    }

    private static string Script(string page) => page.Split("<script>")[1].Split("</script>")[0];

    private static string Body(string page) => page.Split("<body>")[1];

    /// <summary>Tags with the names of their attributes, but not their values.</summary>
    private static IEnumerable<string> Tags(string page) => Tag().Matches(Body(page)).Select(tag => Value().Replace(tag.Value, "\"\""));

    private static int Count(string page, string part) => page.Split(part).Length - 1;

    [GeneratedRegex("href=\"(?<target>[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Addresses();

    [GeneratedRegex("[a-z]+://[^\"\\s]*", RegexOptions.NonBacktracking)]
    private static partial Regex Schemes();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Value();

    [GeneratedRegex("<tbody id=\"(?<id>[^\"]*)\" class=\"(?<class>[^\"]*)\"[^>]*>\\s*<tr [^>]*><th [^>]*><button[^>]*>(?<host>[^<]*)<", RegexOptions.NonBacktracking)]
    private static partial Regex Row();

    [GeneratedRegex("<li class=\"tile [^>]*><span class=\"sign [a-z]+\"></span><b>(?<count>[0-9]+)</b>", RegexOptions.NonBacktracking)]
    private static partial Regex Tile();

    [GeneratedRegex("<button type=\"button\" class=\"chip [^>]*><span class=\"sign [a-z]+\"></span>(?<name>[A-Za-z ]+) <b>(?<count>[0-9]+)</b>", RegexOptions.NonBacktracking)]
    private static partial Regex Chip();
}

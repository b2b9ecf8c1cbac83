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
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "</title></style></svg><script>alert(1)//",
        "{{script}}", "javascript:alert(1)", "&lt;b&gt;", .. Hostile.Names.Select(name => name.Data),
    ];

    [Fact]
    public void Loads_nothing_and_lets_nothing_be_loaded()
    {
        var page = Page(PageMaps.Everything);

        Assert.Equal(1, Count(page, "<meta http-equiv=\"Content-Security-Policy\""));
        Assert.Matches(
            "content=\"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src 'sha256-[A-Za-z0-9+/]{43}='; "
            + "base-uri 'none'; form-action 'none'\"",
            page);
        Assert.DoesNotMatch("(?i)(src|srcset|action|poster|xlink:href)\\s*=|url\\(|@import", page);
        Assert.DoesNotMatch("(?i)<(link|img|iframe|object|embed|base|form)\\b", page);
        Assert.All(Addresses().Matches(page), link => Assert.StartsWith("#", link.Groups["target"].Value, StringComparison.Ordinal));
        Assert.Equal(["http://www.w3.org/2000/svg"], Schemes().Matches(page).Select(scheme => scheme.Value));
        Assert.DoesNotMatch("(?i)\\s(style|on[a-z]+)=", page);
    }

    [Fact]
    public void Its_script_writes_no_markup() =>
        Assert.DoesNotMatch(
            "innerHTML|outerHTML|insertAdjacent|document\\.write|createElement|eval|Function\\(|fetch|XMLHttp|import",
            Script(Page(PageMaps.Everything)));

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Names_are_text_and_never_markup(string text)
    {
        var page = Page(PageMaps.Hostile(text));
        var calm = Page(PageMaps.Hostile("shop"));

        // Whatever the names are, the page has the same tags with the same attributes, and not one more.
        Assert.Equal(Tags(calm), Tags(page));
        Assert.DoesNotMatch("[^\n\u0020-\u007e]|&#(x|[0-9];|[12][0-9];|820[6-7];|823[2-8];)", page);
    }

    [Fact]
    public void Says_first_what_leaves_directly()
    {
        var page = Page(PageMaps.SomeDirect);
        var band = page.IndexOf("<section class=\"band direct\"", StringComparison.Ordinal);

        Assert.InRange(band, 0, page.IndexOf("<svg", StringComparison.Ordinal));
        Has("2 ways leave directly</h2>", page);
        Has("""<a href="#d1"><b>shop</b> to <b>api.example.com:443</b></a> for all other pods: the route""", page);
        Has("""<a href="#d2"><b>reports</b> to <b>updates.example.com:443</b></a>: no VirtualService""", page);
    }

    [Fact]
    public void Lists_the_gravest_first()
    {
        var rows = Row().Matches(Page(PageMaps.Everything)).Select(row => row.Groups)
            .Select(row => (row["id"].Value, row["class"].Value, row["host"].Value));

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
        var page = Page(PageMaps.Everything);

        Assert.Equal(["1", "1", "1", "1", "1"], Tile().Matches(page).Select(tile => tile.Groups["count"].Value));
        Assert.Equal(
            ["Direct 1", "Loop 1", "Unknown 1", "Via gateway 1", "Blocked 1", "Not seen 1"],
            Chip().Matches(page).Select(chip => $"{chip.Groups["name"].Value} {chip.Groups["count"].Value}"));
    }

    [Fact]
    public void Says_how_much_of_the_traffic_is_direct()
    {
        var page = Page(PageMaps.SomeDirect);

        Has("""<span class="badge direct">Direct</span> <span class="names">shop (1 of 2 ways)</span>""", page);
    }

    [Fact]
    public void Tells_hops_faults_and_losers_of_each_path()
    {
        var page = Page(PageMaps.SomeDirect);

        Has("""<span class="kind">Mesh leg</span><span>sends it to the egress gateway <code>VirtualService billing/api <i>/""", page);
        Has("<b>Fault</b> The route to the egress gateway is for some pods only (RouteForSomeOnly) <code>VirtualService shop", page);
        Has("<li><code>VirtualService platform/updates</code> is not exported to namespace reports</li>", page);
    }

    [Fact]
    public void Names_an_object_once()
    {
        var page = Page(PageMaps.Everything);

        Has("<span>ServiceEntry reports/hooks has a waypoint <code><i>/metadata/labels</i></code></span>", page);
    }

    [Fact]
    public void Writes_paths_that_differ_by_their_namespace_alone_once()
    {
        var page = Page(PageMaps.Fine);

        Has("""<h3>From <span class="names">payments, shop</span></h3>""", page);
        Has("Written for payments; the others have the same with their own name.", page);
        HasNot("the sidecars of namespace shop</span></li>\n<li><span class=\"kind\">Service", page);
    }

    [Fact]
    public void Shows_what_the_engine_finds()
    {
        var page = Page(PageMaps.OfSamples());

        Has("1 way leaves directly</h2>", page);
        Has("""<a href="#d1"><b>shop</b> to <b>updates.example.com:443</b></a>""", page);
        Has("<b>0</b> <span>ways loop at the gateway</span>", page);
        Has("<b>0</b> <span>ways are unknown</span>", page);
    }

    [Fact]
    public void Is_calm_where_all_is_fine()
    {
        var page = Page(PageMaps.Fine);

        Has("No way leaves directly</h2>\n<p>3 ways through the egress gateway, 1 blocked.</p>", page);
        HasNot("band direct", Body(page));
    }

    [Fact]
    public void Is_not_calm_where_something_is_unknown() => HasNot("band calm", Body(Page(PageMaps.Everything)));

    [Fact]
    public void Says_that_nothing_is_declared()
    {
        var page = Page(PageMaps.Empty);

        Has("No external host is declared</h2>", page);
        HasNot("<svg", page);
    }

    [Fact]
    public void Warns_where_undeclared_hosts_leave_directly()
    {
        var open = EgressPolicy.Default with { Mesh = new MeshSettings { OutboundTrafficPolicy = OutboundTrafficPolicy.AllowAny } };

        Has("Hosts that nothing declares leave directly</h2>", Page(PageMaps.Fine, open));
        Has("No way to a declared host leaves directly</h2>", Page(PageMaps.Fine, open));
        HasNot("Hosts that nothing declares leave directly", Page(PageMaps.Fine));
    }

    [Fact]
    public void Shows_what_there_is_to_know_of_the_input() => Has(
        "</span> The input has no Namespace &#60;or so&#62;.</p>", Page(PageMaps.Fine, note: "The input has no Namespace <or so>."));

    [Fact]
    public void Draws_a_direct_way_past_the_gateway_and_the_others_through_it()
    {
        var page = Page(PageMaps.SomeDirect);

        Assert.Equal(2, Count(page, "<g class=\"pill direct\""));
        Assert.Equal(2, Count(page, "<path class=\"arrow direct\""));
        Has(">istio-system/istio-egressgateway</text>", page);
        Assert.Equal(1, Count(page, "class=\"box left direct\" data-l=\"0\""));
    }

    [Fact]
    public void Cuts_long_names_in_the_drawing_but_never_their_ends()
    {
        var page = Page(PageMaps.Long);

        Has(">labelllllll&#8230;lllll.example.com:443</text>", page);
        Has(">namespac&#8230;ssssssssss-end</text>", page);
    }

    [Fact]
    public void Draws_of_many_hosts_only_what_asks_for_attention()
    {
        var page = Page(PageMaps.Large(3000, 50));

        Assert.Equal(3, Count(page, "class=\"box right direct\""));
        Assert.Equal(1, Count(page, "class=\"box right loop\""));
        Assert.Equal(1, Count(page, "class=\"box right unknown\""));
        Has(">2846 destinations via gateway</text>", page);
        Has(">149 destinations, blocked</text>", page);
        Assert.Equal(3000, Count(page, "<tbody "));
    }

    [Fact]
    public void Bundles_direct_ways_when_there_are_many()
    {
        var page = Page(PageMaps.AllDirect(200, 50));

        Assert.Equal(1, Count(page, "<g class=\"pill direct\""));
        Has(">180 destinations, direct</text>", page);
        Has("10000 ways leave directly", page);
        Has(">10000 ways direct</text>", page);
        Has("<b>team-03</b> and 46 more to <b>host-0000.example.com:443</b></a>: no", page);
        Has("and 9500 more, in the table below", page);
    }

    [Fact]
    public void Is_the_same_every_time() => Assert.Equal(Page(PageMaps.Everything), Page(PageMaps.Everything));

    [Fact]
    public void Stays_small_with_five_thousand_hosts() => Assert.InRange(Page(PageMaps.Large(5000, 20)).Length, 1, 20_000_000);

    internal static string Page(EgressMap map, EgressPolicy? policy = null, string? note = null)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        HtmlMap.Write(map, policy ?? EgressPolicy.Default, output, note);
        return output.ToString();
    }

    private static void Has(string part, string page) => Assert.Contains(part, page, StringComparison.Ordinal);

    private static void HasNot(string part, string page) => Assert.DoesNotContain(part, page, StringComparison.Ordinal);

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

    [GeneratedRegex(
        "<tbody id=\"(?<id>[^\"]*)\" class=\"(?<class>[^\"]*)\"[^>]*>\\s*<tr [^>]*><th [^>]*><button[^>]*>(?<host>[^<]*)<",
        RegexOptions.NonBacktracking)]
    private static partial Regex Row();

    [GeneratedRegex("<li class=\"tile [^>]*><span class=\"sign [a-z]+\"></span><b>(?<count>[0-9]+)</b>", RegexOptions.NonBacktracking)]
    private static partial Regex Tile();

    [GeneratedRegex(
        "<button type=\"button\" class=\"chip [^>]*><span class=\"sign [a-z]+\"></span>(?<name>[A-Za-z ]+) <b>(?<count>[0-9]+)</b>",
        RegexOptions.NonBacktracking)]
    private static partial Regex Chip();
}

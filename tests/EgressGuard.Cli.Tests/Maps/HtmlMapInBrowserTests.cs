using System.Buffers.Binary;
using System.Text.RegularExpressions;
using EgressGuard.Cli.Tests.Check;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>
/// The page as a browser without a network makes it from the file. With EGRESSGUARD_SCREENSHOTS set to a directory, pages and pictures
/// are kept there, for people to look at.
/// </summary>
public sealed partial class HtmlMapInBrowserTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Opens_from_disk_without_a_complaint()
    {
        var (document, console) = await Chromium.OpenAsync(Write("some-direct", PageMaps.SomeDirect));

        Assert.Empty(console);
        Assert.Contains("2 ways leave directly</h2>", document, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\" class=\"js\">", document, StringComparison.Ordinal);
        Assert.Equal(["d1", "d2", "d3", "d4", "d5", "d6"], Shown(document));
        Assert.Contains(">6 in all, the gravest first</output>", document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#q=shop", "d1 d3 d4")]
    [InlineData("#q=SHOP%20http", "d4")]
    [InlineData("#q=shop+direct", "d1")]
    [InlineData("#q=reports+gateway", "")]
    [InlineData("#q=tls", "d1 d2 d3")]
    [InlineData("#outcome=direct", "d1 d2")]
    [InlineData("#outcome=direct,blocked", "d1 d2 d6")]
    [InlineData("#q=billing&outcome=gateway", "d1 d5")]
    public async Task Shows_what_its_address_asks_for(string fragment, string expected)
    {
        var (document, console) = await Chromium.OpenAsync(Write("some-direct", PageMaps.SomeDirect), fragment);

        Assert.Empty(console);
        Assert.Equal(expected, string.Join(' ', Shown(document)));
        Assert.Contains($">{Shown(document).Length} of 6 shown</output>", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_the_row_that_its_address_names()
    {
        var (document, _) = await Chromium.OpenAsync(Write("some-direct", PageMaps.SomeDirect), "#d2");

        Assert.Contains("<tbody id=\"d2\" class=\"direct open\" role=\"rowgroup\">", document, StringComparison.Ordinal);
        Assert.Contains("aria-expanded=\"true\" aria-controls=\"d2-more\"", document, StringComparison.Ordinal);
        Assert.Contains("aria-expanded=\"false\" aria-controls=\"d1-more\"", document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>document.title='owned'</script>")]
    [InlineData("\"><svg onload=\"document.title='owned'\">")]
    public async Task Names_do_not_act(string text)
    {
        var (document, console) = await Chromium.OpenAsync(Write("hostile", PageMaps.Hostile(text)), "#d1");

        Assert.Empty(console);
        Assert.Contains("<title>Egress map</title>", document, StringComparison.Ordinal);
    }

    /// <summary>Else nothing would be proved by an empty console.</summary>
    [Fact]
    public async Task A_script_that_is_not_the_pages_own_would_be_refused_and_seen()
    {
        const string foreign = "<script>document.title = 'owned'</script>";
        var page = HtmlMapTests.Page(PageMaps.Fine).Replace("</main>", foreign + "</main>", StringComparison.Ordinal);
        var (document, console) = await Chromium.OpenAsync(_files.Write("foreign.html", page));

        Assert.Contains(console, line => line.Contains("Content Security Policy", StringComparison.Ordinal));
        Assert.Contains("<title>Egress map</title>", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_with_five_thousand_hosts()
    {
        var (document, console) = await Chromium.OpenAsync(Write("large", PageMaps.Large(5000, 20)), "#q=host-0700+team-01");

        Assert.Empty(console);
        Assert.Contains(">1 of 5000 shown</output>", document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("some-direct", "", 1240, 1500, false)]
    [InlineData("some-direct", "#d1", 1240, 1500, true)]
    [InlineData("some-direct", "", 500, 2400, false)]
    [InlineData("samples", "", 1200, 1120, false)]
    [InlineData("long", "#d1", 1240, 900, false)]
    [InlineData("everything", "", 1240, 1300, false)]
    [InlineData("everything", "", 1240, 1300, true)]
    [InlineData("fine", "", 1240, 1100, false)]
    [InlineData("empty", "", 1240, 700, false)]
    [InlineData("large", "", 1240, 1800, false)]
    [InlineData("all-direct", "", 1240, 2600, false)]
    public async Task Can_be_painted(string name, string fragment, int width, int height, bool isDark)
    {
        var map = name switch
        {
            "some-direct" => PageMaps.SomeDirect,
            "samples" => PageMaps.OfSamples(),
            "long" => PageMaps.Long,
            "everything" => PageMaps.Everything,
            "fine" => PageMaps.Fine,
            "large" => PageMaps.Large(800, 30),
            "all-direct" => PageMaps.AllDirect(70, 45),
            _ => PageMaps.Empty,
        };
        var picture = await Chromium.PaintAsync(
            Write($"{name}-{width}{(isDark ? "-dark" : "")}{fragment.Replace('#', '-')}", map), fragment, width, height, isDark);

        // A PNG begins with its signature, then the header with width and height.
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20)));
    }

    private string Write(string name, EgressMap map)
    {
        var page = HtmlMapTests.Page(map);
        if (Environment.GetEnvironmentVariable("EGRESSGUARD_SCREENSHOTS") is not { Length: > 0 } kept)
        {
            return _files.Write(name + ".html", page);
        }

        var file = Path.GetFullPath(Path.Combine(kept, name + ".html"));
        File.WriteAllText(file, page);
        return file;
    }

    private static string[] Shown(string document) =>
    [
        .. Body().Matches(document)
            .Where(body => !body.Value.Contains("hidden", StringComparison.Ordinal))
            .Select(body => body.Groups["id"].Value),
    ];

    [GeneratedRegex("<tbody id=\"(?<id>d[0-9]+)\"[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Body();
}

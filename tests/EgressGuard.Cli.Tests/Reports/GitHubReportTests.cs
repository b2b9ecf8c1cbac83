using EgressGuard.Cli.Tests.Check;

namespace EgressGuard.Cli.Tests.Reports;

public sealed class GitHubReportTests
{
    [Fact]
    public void A_line_a_finding_and_the_summary() => Assert.Equal(
        """
        ::error file=stdin,line=6,col=14,title=EG102 service-entry-unscoped-export::ServiceEntry shop/cnn: exportTo contains '*', which shows this entry to every namespace. Namespaces that have no route through the egress gateway would reach its hosts directly. Set exportTo: [".", "istio-system"], so that only your namespace and the egress gateway see it.
        1 object judged: 0 allowed, 0 warned, 1 denied; 1 finding.

        """,
        CommandLine.RunWith(Manifests.PublicEntry, "check", "-", "-o", "github").Output);

    [Theory]
    [InlineData("Warn", "warning")]
    [InlineData("Audit", "notice")]
    public void The_command_follows_the_action(string action, string command)
    {
        using var files = new TemporaryFiles();
        var policy = files.Write("policy.yaml", Manifests.Policy("EG102", action));

        Assert.StartsWith($"::{command} file=", CommandLine.RunWith(Manifests.PublicEntry, "check", "-", "-o", "github", "--policy", policy).Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile.Names), MemberType = typeof(Hostile))]
    public void A_hostile_name_is_data_and_comes_back_whole(string name)
    {
        var lines = CommandLine.RunWith(Manifests.Named(name), "check", "-", "-o", "github").Output.Split('\n');

        Assert.Equal(3, lines.Length);
        var (command, properties, message) = Parse(lines[0]);
        Assert.Equal("error", command);
        Assert.Equal(["file", "line", "col", "title"], properties.Keys);
        Assert.StartsWith($"Pod default/{Shown(name)}: hostPID", message, StringComparison.Ordinal);
        Assert.StartsWith("1 object judged", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b.yaml")]
    [InlineData("a:b::c.yaml")]
    [InlineData("100%0A%2C.yaml")]
    [InlineData("line\nfeed.yaml")]
    public void A_hostile_path_comes_back_whole(string name)
    {
        using var files = new TemporaryFiles();
        var file = files.Write(name, Manifests.PublicEntry);

        Assert.Equal(file, Parse(CommandLine.Run("check", file, "-o", "github").Output.Split('\n')[0]).Properties["file"]);
    }

    [Fact]
    public void A_kind_named_like_a_command_is_none() => Assert.DoesNotContain(
        "##[", CommandLine.RunWith("apiVersion: v1\nkind: '##[error]x'\n", "check", "-", "-o", "github").Output, StringComparison.Ordinal);

    /// <summary>As the runner reads it: properties end at the first "::", each is unescaped by itself, the percent sign last.</summary>
    private static (string Command, Dictionary<string, string> Properties, string Message) Parse(string line)
    {
        Assert.StartsWith("::", line, StringComparison.Ordinal);
        var end = line.IndexOf("::", 2, StringComparison.Ordinal);
        var head = line[2..end].Split(' ', 2);
        var properties = head[1].Split(',').Select(property => property.Split('=', 2)).ToDictionary(
            pair => pair[0], pair => Unescape(pair[1].Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)));
        return (head[0], properties, Unescape(line[(end + 2)..]));
    }

    private static string Unescape(string text) => text
        .Replace("%0D", "\r", StringComparison.Ordinal).Replace("%0A", "\n", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);

    /// <summary>All but what would act on the log's terminal.</summary>
    private static string Shown(string name) => string.Concat(name.Select(c => c switch
    {
        '\r' or '\n' => c,
        '\t' or '\u2028' => ' ',
        _ when char.IsControl(c) || c == '\u202e' => '\uFFFD',
        _ => c,
    }));
}

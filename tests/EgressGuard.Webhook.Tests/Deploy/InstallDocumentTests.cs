using System.Globalization;
using System.Text.RegularExpressions;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>docs/install.md says of the webhooks what the manifests say.</summary>
public sealed partial class InstallDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "install.md"));

    [Fact]
    public void The_table_of_failure_policies_is_that_of_the_manifests()
    {
        var objects = Kustomization.Overlay("self-signed");
        var written = objects.SelectMany(item => item["webhooks"].Items())
            .Select(webhook => $"{webhook["name"]} {webhook["failurePolicy"]} {webhook["timeoutSeconds"]} s");
        var told = Row().Matches(Document).Select(match => $"{match.Groups["name"]} {match.Groups["policy"]} {match.Groups["timeout"]}");

        Assert.Equal(written.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_patch_that_breaks_the_glass_opens_every_webhook_that_fails_closed()
    {
        var webhooks = Kustomization.Overlay("self-signed").The("ValidatingWebhookConfiguration")["webhooks"].Items().ToList();
        var closed = webhooks.Index().Where(item => item.Item["failurePolicy"]!.GetValue<string>() == "Fail").Select(item => item.Index);
        var opened = Patch().Matches(Document).Select(match => int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture));

        Assert.Equal(closed, opened);
    }

    [Fact]
    public void Every_overlay_and_component_is_told_of()
    {
        var names = new[] { "overlays", "components" }
            .SelectMany(folder => Directory.EnumerateDirectories(DeployFiles.PathOf(folder)))
            .Select(directory => Path.GetFileName(directory));

        Assert.All(names, name => Assert.Contains($"`{name}`", Document, StringComparison.Ordinal));
    }

    [Fact]
    public void The_install_section_of_the_README_is_four_lines()
    {
        var lines = File.ReadLines(Repository.PathOf("README.md"))
            .SkipWhile(line => line != "## Install")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

        Assert.Equal(4, lines.Count(line => line.Length > 0 && !line.StartsWith("```", StringComparison.Ordinal)));
    }

    [GeneratedRegex(
        @"^\| `(?<name>[a-z.]+\.egressguard\.io)` \| [^|]+ \| (?<policy>Fail|Ignore) \| (?<timeout>\d+ s) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Row();

    [GeneratedRegex("\"path\":\"/webhooks/(?<index>\\d+)/failurePolicy\",\"value\":\"Ignore\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Patch();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Metrics;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The dashboard and the alerts ask for what the process serves: a name that is wrong stays empty, or quiet, for ever.</summary>
public sealed partial class ObservabilityTests
{
    private static readonly string[] Known =
    [
        "absent", "count", "histogram_quantile", "increase", "max", "min", "or", "rate", "sum", "time",
    ];

    private static readonly string[] Severities = ["critical", "warning", "info"];

    [Fact]
    public async Task Every_metric_label_and_value_is_one_that_the_process_serves()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        world.PutServiceEntry("first", "first.example.com");
        world.PutPod("legacy-batch-1");
        await world.StartWebhookAsync();
        world.PutExemption(DateTimeOffset.UtcNow.AddDays(1));
        await world.MetricAsync(value => value >= 1, "egressguard_audit_rounds_total");
        await world.MetricAsync(value => value >= 1, "egressguard_audit_findings", ("action", "deny"));
        await world.MetricAsync(value => value == 1, "egressguard_exemptions", ("state", "active"));
        await world.ReviewPodAsync();

        var served = await world.ScrapeAsync(); // in the strict form, or this fails

        var queries = Alerts().Select(alert => alert.Expression).Concat(DashboardQueries()).ToList();
        Assert.True(queries.Count > 50, $"{queries.Count} expressions");
        Assert.All(queries, text => Check(text, served));
    }

    [Theory]
    [InlineData("sum(egressguard_reviews_total)", "egressguard_reviews_total is not served")]
    [InlineData("egressguard_audit_leading{verdict=\"deny\"}", "egressguard_audit_leading has no label verdict")]
    [InlineData("egressguard_exemptions{state=\"over\"}", "egressguard_exemptions has no series with state over")]
    [InlineData("egressguard_exemptions{state=~\"active|over\"}", "egressguard_exemptions has no series with state over")]
    [InlineData("sum by (verdict) (egressguard_exemptions)", "nothing has the label verdict")]
    [InlineData("summe(egressguard_exemptions)", "summe")]
    [InlineData("sum(egressguard_exemptions", "brackets")]
    public void What_is_wrong_would_be_found(string query, string problem)
    {
        using var host = new MetricsHost();

        var exception = Assert.ThrowsAny<Exception>(() => Check(query, host.Scrape()));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_say_how_bad_it_is_what_is_wrong_and_what_to_do_and_are_documented()
    {
        var alerts = Alerts();
        var page = File.ReadAllText(Repository.PathOf("docs", "observability.md"));

        Assert.Equal(alerts.Count, alerts.Select(alert => alert.Name).Distinct().Count());
        Assert.All(alerts, alert =>
        {
            Assert.Contains(alert.Severity, Severities);
            Assert.True(alert.Summary.Length is > 10 and < 140 && !alert.Summary.EndsWith('.'), alert.Name);
            Assert.True(alert.Description.Length > 30 && alert.Description.EndsWith('.'), alert.Name);
            Assert.Contains($"| `{alert.Name}` | {alert.Severity} |", page, StringComparison.Ordinal);
            // What a text fills in must be there after the aggregation.
            Assert.All(
                PlaceText().Matches(alert.Summary + alert.Description).Select(match => match.Groups["label"].Value),
                label => Assert.Contains(label, PromQuery.Parse(alert.Expression).Groupings));
        });
        Assert.Equal(alerts.Count, AlertRow().Count(page));
    }

    [Fact]
    public void Panels_have_ids_of_their_own_and_do_not_cover_each_other()
    {
        using var dashboard = Dashboard();
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.SelectMany(Cells).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));

        static IEnumerable<(int X, int Y)> Cells(JsonElement panel)
        {
            var place = panel.GetProperty("gridPos");
            var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
            return from column in Enumerable.Range(x, place.GetProperty("w").GetInt32())
                   from line in Enumerable.Range(y, place.GetProperty("h").GetInt32())
                   select (column, line);
        }
    }

    private static void Check(string text, Exposition served)
    {
        var query = PromQuery.Parse(text);
        Assert.True(query.IsBalanced, $"brackets: {text}");
        Assert.True(query.Functions.All(Known.Contains), $"not known: {string.Join(", ", query.Functions.Except(Known))}: {text}");
        Assert.NotEmpty(query.Selectors);
        var labels = new HashSet<string>(PromQuery.ScrapeLabels);
        foreach (var selector in query.Selectors)
        {
            var samples = served.Families.SelectMany(family => family.Samples).Where(sample => sample.Name == selector.Name).ToList();
            Assert.True(samples.Count > 0, $"{selector.Name} is not served: {text}");
            labels.UnionWith(samples.SelectMany(sample => sample.Labels.Keys));
            foreach (var (label, values) in selector.Matchers.Where(matcher => !PromQuery.ScrapeLabels.Contains(matcher.Label)))
            {
                Assert.True(samples.Exists(sample => sample.Labels.ContainsKey(label)), $"{selector.Name} has no label {label}: {text}");
                Assert.All(values, value => Assert.True(
                    samples.Exists(sample => sample.Labels.GetValueOrDefault(label) == value), $"{selector.Name} has no series with {label} {value}: {text}"));
            }
        }

        Assert.All(query.Groupings, label => Assert.True(labels.Contains(label), $"nothing has the label {label}: {text}"));
    }

    private static IReadOnlyList<Alert> Alerts()
    {
        var file = Repository.PathOf("deploy", "observability", "alerts.yaml");
        using var rules = JsonDocument.Parse(ManifestReader.Read(File.ReadAllBytes(file), file).Single().Json);
        return [.. rules.RootElement.GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => new Alert(
                rule.GetProperty("alert").GetString()!,
                rule.GetProperty("expr").GetString()!,
                rule.GetProperty("labels").GetProperty("severity").GetString()!,
                rule.GetProperty("annotations").GetProperty("summary").GetString()!,
                rule.GetProperty("annotations").GetProperty("description").GetString()!))];
    }

    private static IEnumerable<string> DashboardQueries()
    {
        using var dashboard = Dashboard();
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.GetProperty("type").GetString() != "row")
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)];
    }

    private static JsonDocument Dashboard() => JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("deploy", "observability", "dashboard.json")));

    [GeneratedRegex("""\{\{ \$labels\.(?<label>[a-z_]+) \}\}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceText();

    [GeneratedRegex("(?m)^\\| `EgressGuard", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlertRow();

    private sealed record Alert(string Name, string Expression, string Severity, string Summary, string Description);
}

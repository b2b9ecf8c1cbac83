using System.Text.Json;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Tests;

public sealed class RulesCommandTests
{
    [Fact]
    public void The_table_has_every_rule_and_fits_a_terminal()
    {
        var lines = CommandLine.Run("rules").Output.Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.All(RuleCatalog.Infos, info => Assert.Contains(lines, line => line.StartsWith($"{info.Id}  {info.Name} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_JSON_has_every_member_of_every_rule()
    {
        using var json = JsonDocument.Parse(CommandLine.Run("rules", "-o", "json").Output);

        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        var rules = json.RootElement.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(RuleCatalog.Infos.Select(info => info.Id), rules.Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(rules, rule => Assert.Equal(
            
            [
                "id", "name", "summary", "defaultAction", "why", "warnsOnly", "kinds", "needs", "specification", "everywhere", "deletions", "example",
            ],
            rule.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public void The_markdown_is_the_document() => Assert.Equal(RuleDocument.Write(), CommandLine.Run("rules", "--output", "markdown").Output);

    [Theory]
    [InlineData("EG103", "EG103: {action: Warn}")]
    [InlineData("eg002", "EG002: {action: Warn}")]
    [InlineData("malformed-object", "enforcement: Warn")]
    public void One_rule_tells_how_to_change_it(string rule, string expected)
    {
        var run = CommandLine.Run("rules", rule);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void One_rule_shows_what_it_finds_and_what_to_write_instead()
    {
        var example = RuleCatalog.Find("EG303")!.Info.Example!;

        var output = CommandLine.Run("rules", "EG303").Output;

        Assert.Contains("\nFound:\n\n  " + example.Denied.TrimEnd('\n').ReplaceLineEndings("\n  "), output, StringComparison.Ordinal);
        Assert.Contains("\nWrite instead:\n\n  " + example.Corrected.TrimEnd('\n').ReplaceLineEndings("\n  "), output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_rules_markdown_is_its_section_of_the_document() =>
        Assert.Contains("\n" + CommandLine.Run("rules", "EG303", "-o", "markdown").Output, RuleDocument.Write(), StringComparison.Ordinal);

    [Theory]
    [InlineData("EG191", "did you mean 'EG10")]
    [InlineData("host-netwrk", "did you mean 'host-network'?")]
    [InlineData("nonsense", "'egressguard rules' lists the rules there are")]
    public void An_unknown_rule_names_the_nearest(string rule, string expected)
    {
        var run = CommandLine.Run("rules", rule);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }
}

using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Reports;
using EgressGuard.Cli.Tests.Check;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Tests.Reports;

public sealed class TextReportTests
{
    [Fact]
    public void Tells_place_reason_fix_omissions_and_summary() => Assert.Equal(
        $"""
        ServiceEntry shop/cnn
          stdin:6:14  deny  EG102 service-entry-unscoped-export  /spec/exportTo/0
            exportTo contains '*', which shows this entry to every namespace. Namespaces that have no route through the egress gateway would reach its hosts directly.
            Fix: Set exportTo: [".", "istio-system"], so that only your namespace and the egress gateway see it.

        Not evaluated, because the input does not tell (give it with --context):
          {string.Join(", ", PathRules.OfServiceEntries)} for 1 object: the VirtualService objects of the mesh were not given

        1 object judged: 0 allowed, 0 warned, 1 denied; 1 finding. No rule judges 1 more object (1 ConfigMap).

        """,
        CommandLine.RunWith(Manifests.PublicEntry + "---\n" + Manifests.ConfigMap, "check", "-").Output);

    [Fact]
    public void Names_the_anchor_that_a_value_came_from()
    {
        var run = CommandLine.RunWith("apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {x: &on 'y'}}\nspec: &s {hostPID: true}\n", "check", "-");
        Assert.DoesNotContain("anchor", run.Output, StringComparison.Ordinal);

        run = CommandLine.RunWith("x: &s {hostPID: true}\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: *s\n", "check", "-");
        Assert.Contains("  stdin:5:7  deny", run.Output, StringComparison.Ordinal);
        Assert.Contains("    The value comes from the anchor on line 1.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_is_only_for_a_terminal()
    {
        var empty = new CheckReport([], System.Collections.Immutable.ImmutableSortedDictionary<string, int>.Empty);
        var finding = new Finding("EG302", "host-network", RuleAction.Deny, "", "Why.", "How.");
        var denied = empty with { Objects = [new CheckedObject("a.yaml", 1, "Pod", "default", "\u001b[0mp", [new LocatedFinding(finding, 2, 3)], [])] };
        using var output = new StringWriter();
        TextReport.Write(denied, output, isColoured: true);

        Assert.Equal(
            "\u001b[1mPod default/\uFFFD[0mp\u001b[0m\n  a.yaml:2:3  \u001b[31mdeny\u001b[0m  EG302 host-network\n    Why.\n    Fix: How.\n\n"
            + "1 object judged: 0 allowed, 0 warned, \u001b[31m1 denied\u001b[0m; 1 finding.\n",
            output.ToString());
        Assert.DoesNotContain('\u001b', CommandLine.RunWith(Manifests.PublicEntry, "check", "-").Output);
    }

    [Theory]
    [MemberData(nameof(Hostile.Names), MemberType = typeof(Hostile))]
    public void Nothing_of_the_input_acts_on_the_terminal_or_starts_a_line(string name)
    {
        var lines = CommandLine.RunWith(Manifests.Named(name), "check", "-").Output.Split('\n');

        Assert.Equal(CommandLine.RunWith(Manifests.Named("x"), "check", "-").Output.Split('\n').Length, lines.Length);
        Assert.StartsWith("Pod default/", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028'));
    }
}

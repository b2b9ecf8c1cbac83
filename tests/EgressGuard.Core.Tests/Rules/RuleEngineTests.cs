using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Rules;

public sealed class RuleEngineTests
{
    private static readonly Subject Entry = new(new ServiceEntry { Spec = new ServiceEntrySpec() }, "shop", "httpbin");

    [Fact]
    public void Reports_every_finding_of_every_rule_in_order()
    {
        var verdict = Evaluate(
            [new Reporting("EG902", "/spec/ports/10", "/spec/ports/2", "/spec/hosts"), new Reporting("EG901", "")], Entry);

        Assert.Equal(
            ["EG901 ", "EG902 /spec/hosts", "EG902 /spec/ports/2", "EG902 /spec/ports/10"],
            verdict.Findings.Select(finding => $"{finding.Rule} {finding.Pointer}"));
    }

    [Fact]
    public void Tells_a_thousand_findings_of_a_rule_and_how_many_more_there_are()
    {
        string[] places = [.. Enumerable.Range(0, 1_203).Select(index => $"/spec/hosts/{index}")];

        var findings = Evaluate([new Reporting("EG902", places), new Reporting("EG901", "/spec")], Entry).Findings;

        Assert.Equal(1_002, findings.Length);
        var more = Assert.Single(findings, finding => finding is { Rule: "EG902", Pointer: "" });
        Assert.Equal(("The rule has 203 findings more, which are not listed.", RuleAction.Deny), (more.Message, more.Action));
        Assert.Contains(findings, finding => finding.Rule == "EG901");
    }

    [Fact]
    public void Turns_a_rule_that_throws_into_a_finding_of_that_rule()
    {
        var verdict = Evaluate([new Throwing(), new Reporting("EG901", "/spec")], Entry);
        var finding = Assert.Single(verdict.Findings, finding => finding.Rule == "EG999");

        Assert.Equal(("EG999", RuleAction.Deny, ""), (finding.Rule, finding.Action, finding.Pointer));
        Assert.Equal("The rule itself failed (InvalidCastException), and what it cannot judge it does not let through.", finding.Message);
        Assert.Equal("Report this as a defect of EgressGuard; until it is mended, the policy can set rules.EG999.action.", finding.Remedy);
        Assert.Equal(["EG999"], verdict.Failed);
    }

    [Fact]
    public void Keeps_what_other_rules_found_when_one_throws() =>
        Assert.Equal(
            ["EG901", "EG999"],
            Evaluate([new Throwing(), new Reporting("EG901", "/spec")], Entry).Findings.Select(finding => finding.Rule));

    [Fact]
    public void Lists_a_rule_whose_context_is_missing_and_does_not_run_it()
    {
        var verdict = Evaluate([new Needing()], Entry, MeshSnapshot.Unknown);

        Assert.Empty(verdict.Findings);
        Assert.Equal([new NotEvaluated("EG998", "the Gateway objects of the mesh were not given")], verdict.NotEvaluated);
    }

    [Fact]
    public void Runs_a_rule_whose_context_is_known_to_be_empty() =>
        Assert.Single(Evaluate([new Needing()], Entry, MeshSnapshot.Unknown.Knowing(ObjectKind.Gateway)).Findings);

    /// <summary>A pattern that everybody sees touches as many paths as the mesh has; nobody waits for all of them.</summary>
    [Fact]
    public void Ends_between_two_paths_when_nobody_waits_any_longer()
    {
        using var end = new CancellationTokenSource();
        var spec = new ServiceEntrySpec { Hosts = ["api.example.com"], Ports = [new ServiceEntryPort { Number = 443, Protocol = "TLS" }], ExportTo = ["."] };
        var context = new RuleContext(new Subject(new ServiceEntry { Spec = spec }, "shop", "api"), MeshSnapshot.Empty, EgressPolicy.Default, end.Token);
        var paths = context.Paths.All;

        end.Cancel();

        Assert.Throws<OperationCanceledException>(() => Assert.Single(paths).After);
        Assert.Throws<OperationCanceledException>(() => new RuleContext(context.Subject, MeshSnapshot.Empty, EgressPolicy.Default, end.Token).Paths.All);
    }

    [Theory]
    [InlineData(null, Enforcement.Enforce, RuleAction.Warn)]
    [InlineData(null, Enforcement.Audit, RuleAction.Audit)]
    [InlineData(RuleAction.Deny, Enforcement.Enforce, RuleAction.Deny)]
    [InlineData(RuleAction.Deny, Enforcement.Audit, RuleAction.Deny)]
    [InlineData(RuleAction.Audit, Enforcement.Enforce, RuleAction.Audit)]
    public void Only_warns_of_a_milder_case_unless_the_policy_sets_the_rule(RuleAction? set, Enforcement enforcement, RuleAction expected)
    {
        var rules = new Dictionary<string, RuleAction>();
        if (set is { } action)
        {
            rules["EG997"] = action;
        }

        var policy = EgressPolicy.Default with { Enforcement = enforcement, Rules = rules.ToFrozenDictionary() };

        Assert.Equal(expected, Assert.Single(Evaluate([new Advising()], Entry, policy: policy).Findings).Action);
    }

    [Fact]
    public void Runs_only_rules_about_removals_when_an_object_is_removed()
    {
        var verdict = Evaluate([new Throwing(), new Removal()], Entry with { IsRemoval = true });

        Assert.Equal(["EG996"], verdict.Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public void Shows_the_mesh_without_the_object_that_is_removed()
    {
        var mesh = MeshSnapshot.Empty.With(Entry.Object, Entry.Reference);

        Assert.Equal("0", Assert.Single(Evaluate([new Removal()], Entry with { IsRemoval = true }, mesh).Findings).Message);
    }

    [Fact]
    public void Does_not_run_a_rule_that_is_off()
    {
        var policy = EgressPolicy.Default with { Rules = new Dictionary<string, RuleAction> { ["EG999"] = RuleAction.Off }.ToFrozenDictionary() };

        Assert.Same(Verdict.Clean, Evaluate([new Throwing()], Entry, policy: policy));
    }

    [Theory]
    [InlineData("kube-system", 0)]
    [InlineData("shop", 1)]
    public void Passes_over_platform_namespaces(string @namespace, int findings) =>
        Assert.Equal(findings, Evaluate([new Reporting("EG901", "/spec")], Entry with { Namespace = @namespace }).Findings.Length);

    [Theory]
    [InlineData("/spec/ephemeralContainers", "/spec/ephemeralContainers/0")]
    [InlineData("/spec/hostNetwork", "/spec/hostNetwork")]
    [InlineData("", "/spec/ephemeralContainers/0", "/spec/ephemeralContainersX", "/spec/hostNetwork")]
    public void Tells_only_findings_within_reach_of_the_request(string reach, params string[] expected) =>
        Assert.Equal(
            expected,
            Evaluate(
                [new Reporting("EG901", "/spec/hostNetwork", "/spec/ephemeralContainers/0", "/spec/ephemeralContainersX")],
                Entry with { Reach = reach }).Findings.Select(finding => finding.Pointer));

    [Fact]
    public void Ends_between_two_rules_when_time_is_up() => Assert.Throws<OperationCanceledException>(
        () => RuleEngine.Evaluate([new Throwing()], Entry, MeshSnapshot.Empty, EgressPolicy.Default, new CancellationToken(canceled: true)));

    [Fact]
    public void Shows_rules_the_mesh_with_the_subject_in_it()
    {
        var entry = new Subject(new ServiceEntry { Spec = new ServiceEntrySpec { Hosts = ["new.example.com"] } }, "shop", "httpbin");
        var former = new ServiceEntry { Spec = new ServiceEntrySpec { Hosts = ["old.example.com"] } };
        var seen = new Looking();

        Evaluate([seen], entry, MeshSnapshot.Empty.With(former, entry.Reference));

        Assert.Equal(["new.example.com"], seen.Hosts);
    }

    private static Verdict Evaluate(ImmutableArray<Rule> rules, Subject subject, MeshSnapshot? mesh = null, EgressPolicy? policy = null) =>
        RuleEngine.Evaluate(rules, subject, mesh ?? MeshSnapshot.Empty, policy ?? EgressPolicy.Default);

    private static RuleInfo Info(string id) =>
        new() { Id = id, Name = "test", Summary = "Test.", Specification = "", Kinds = [ObjectKind.ServiceEntry] };

    private sealed class Reporting(string id, params string[] pointers) : Rule
    {
        public override RuleInfo Info { get; } = RuleEngineTests.Info(id);

        internal override void Check(RuleContext context)
        {
            foreach (var pointer in pointers)
            {
                context.Report(pointer, "Wrong.", "Mend it.");
            }
        }
    }

    private sealed class Throwing : Rule
    {
        public override RuleInfo Info { get; } = RuleEngineTests.Info("EG999");

        internal override void Check(RuleContext context) => throw new InvalidCastException();
    }

    private sealed class Advising : Rule
    {
        public override RuleInfo Info { get; } = RuleEngineTests.Info("EG997");

        internal override void Check(RuleContext context) => context.Advise("", "Seen.", "None.");
    }

    private sealed class Removal : Rule
    {
        public override RuleInfo Info { get; } = RuleEngineTests.Info("EG996") with { JudgesRemoval = true };

        internal override void Check(RuleContext context) =>
            context.Report("", context.Mesh.Count(ObjectKind.ServiceEntry).ToString(CultureInfo.InvariantCulture), "None.");
    }

    private sealed class Needing : Rule
    {
        public override RuleInfo Info { get; } = RuleEngineTests.Info("EG998") with { Needs = [ObjectKind.Gateway] };

        internal override void Check(RuleContext context) => context.Report("", "Seen.", "None.");
    }

    private sealed class Looking : Rule
    {
        public override RuleInfo Info { get; } = RuleEngineTests.Info("EG997");

        public IEnumerable<string> Hosts { get; private set; } = [];

        internal override void Check(RuleContext context) =>
            Hosts = context.Mesh.FindServiceEntry(context.Subject.Reference)!.Spec!.Hosts;
    }
}

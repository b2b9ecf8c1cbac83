using EgressGuard.Core.Admission;
using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Core.Verdicts;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>The audit says of every object of every set of manifests what a check of the object says, and what is written beside the set.</summary>
public sealed class SameVerdictTests
{
    private static readonly string Root = Repository.PathOf("tests", "fixtures", "paths");

    public static TheoryData<string> Patterns =>
        [.. Directory.EnumerateDirectories(Root).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void The_audit_finds_what_a_check_finds(string pattern) => VirtualTime.Run(async time =>
    {
        foreach (var directory in Directory.EnumerateDirectories(Path.Combine(Root, pattern)))
        {
            var (subjects, mesh, policy) = Load(Path.Combine(directory, "mesh.yaml"));
            using var world = new AuditWorld(time);
            world.Current = new AuditInput(mesh, policy, ExemptionSet.Empty);
            world.Start();
            await time.PassAsync(1);

            var basis = new JudgingBasis(mesh, policy, ExemptionSet.Empty, time.GetUtcNow());
            var audited = subjects.Where(subject => AuditJudge.Kinds.Contains(subject.Object.Kind)).ToList();
            Assert.NotEmpty(audited);
            foreach (var subject in audited)
            {
                var found = world.Results.Of(subject.Namespace).Single(item => item.Key == new AuditKey(subject.Object.Kind, subject.Reference));
                Assert.Equal(ObjectCheck.Check(subject, basis).Findings, found.Findings.Select(item => item.Finding));
            }

            Assert.Equal(audited.Count, subjects.Select(subject => subject.Namespace).Distinct().Sum(home => world.Results.Of(home).Count));
            var written = File.ReadLines(Path.Combine(directory, "findings.txt")).Where(line => line.Length > 0).Order(StringComparer.Ordinal);
            var unaudited = subjects.Except(audited).SelectMany(subject => Lines(subject, ObjectCheck.Check(subject, basis).Findings));
            var told = audited.SelectMany(subject => Lines(
                subject,
                world.Results.Of(subject.Namespace).Single(item => item.Key == new AuditKey(subject.Object.Kind, subject.Reference))
                    .Findings.Select(item => item.Finding)));
            Assert.Equal(written, told.Concat(unaudited).Order(StringComparer.Ordinal));
            await world.StopAsync();
        }
    });

    private static IEnumerable<string> Lines(Subject subject, IEnumerable<Finding> findings) =>
        findings.Select(finding => $"{finding.Action} {finding.Rule} {subject} {finding.Pointer}".TrimEnd());

    private static (List<Subject> Subjects, MeshSnapshot Mesh, EgressPolicy Policy) Load(string path)
    {
        var policy = EgressPolicy.Default;
        var subjects = new List<Subject>();
        foreach (var manifest in ManifestReader.Read(File.ReadAllBytes(path), path))
        {
            var described = ManifestObject.Read(manifest, "default");
            if (described.KindName == PolicyReader.Kind)
            {
                policy = PolicyReader.Read(manifest.Json).Policy!;
            }
            else
            {
                subjects.Add(described.Subject!);
            }
        }

        // What is in a cluster went through mutation.
        var written = MeshOf(subjects, policy);
        subjects = subjects.ConvertAll(subject => LabelInjector.Label(subject, written, policy));
        return (subjects, MeshOf(subjects, policy), policy);
    }

    private static MeshSnapshot MeshOf(List<Subject> subjects, EgressPolicy policy) => subjects.Aggregate(
        MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain), (mesh, subject) => mesh.With(subject.Object, subject.Reference));
}

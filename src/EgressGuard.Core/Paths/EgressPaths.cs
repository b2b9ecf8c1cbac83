using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>
/// Finds the ways that traffic takes out of a mesh (docs/egress-path.md). Pure: the same mesh and policy give the same answers. It remembers
/// what it has read for the next question, and is not for several threads at a time.
/// </summary>
public sealed class EgressPaths(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>
    /// More sorts of pods than any namespace tells apart for one host: a Sidecar for each of some hundred workloads. Whoever writes more is
    /// told so, for to follow them all takes as long as he pleases.
    /// </summary>
    private const int MaxLabelSets = 500;

    private readonly PathContext _context = new(mesh, policy);

    /// <summary>They depend on no port, and a host is mostly asked for at several.</summary>
    private Dictionary<(string Namespace, string Host), ImmutableArray<ImmutableSortedDictionary<string, string>>>? _labelSets;

    private static readonly ImmutableArray<ImmutableSortedDictionary<string, string>> Alike = [Proxy.NoLabels];

    /// <summary>The path of one question.</summary>
    /// <param name="question">The host must be normalised (<see cref="HostName.Normalize"/>).</param>
    public EgressPath Find(PathQuestion question)
    {
        if (AmbientSide.IsAmbient(question.Namespace, mesh))
        {
            return new AmbientSide(_context, question).Path();
        }

        var labelSets = LabelSetsOf(question);
        return labelSets is [{ IsEmpty: true }] ? OfOneSort(question) : OfManySorts(question, labelSets);
    }

    /// <summary>All pods of the namespace are alike, as almost always.</summary>
    private EgressPath OfOneSort(PathQuestion question)
    {
        var side = SideOf(question, Proxy.NoLabels);
        return new EgressPath { Question = question, Protocol = side.Answering?.Port.Protocol, Ways = Distinct(side.Ways()), Undecided = [side] };
    }

    private EgressPath OfManySorts(PathQuestion question, ImmutableArray<ImmutableSortedDictionary<string, string>> labelSets)
    {
        var ways = new Dictionary<string, PathWay>(StringComparer.Ordinal);
        var sides = new List<SidecarSide>();
        if (labelSets.Length > MaxLabelSets)
        {
            var beyond = Trail.Start.End(PathOutcome.Direct,
                $"routes, Sidecars and DestinationRules tell more than {MaxLabelSets} combinations of pod labels apart, which is more than can be followed");
            ways.Add("", beyond);
        }

        foreach (var labels in labelSets.Take(MaxLabelSets))
        {
            var side = SideOf(question, labels);
            sides.Add(side);
            foreach (var way in side.Ways())
            {
                ways.TryAdd(KeyOf(way), labels.IsEmpty ? way : way with { Condition = Describe(labels, way.Condition) });
            }
        }

        return new EgressPath
        {
            Question = question,
            Protocol = sides.Select(side => side.Answering?.Port.Protocol).FirstOrDefault(protocol => protocol is not null),
            Ways = [.. ways.Values],
            Undecided = [.. sides],
        };
    }

    private SidecarSide SideOf(PathQuestion question, ImmutableSortedDictionary<string, string> labels) => new(
        _context, question, new Proxy(question.Namespace, labels, _context.Scopes.Find(question.Namespace, labels, question.Port), IsGateway: false));

    private static ImmutableArray<PathWay> Distinct(List<PathWay> ways) =>
        ways is [var only] ? [only] : [.. ways.DistinctBy(KeyOf, StringComparer.Ordinal)];

    /// <summary>The ports that somebody answers at for the host, as the namespace sees it, in order.</summary>
    public IReadOnlyList<int> PortsOf(string @namespace, string host)
    {
        if (AmbientSide.IsAmbient(@namespace, mesh))
        {
            return [.. AmbientSide.PortsOf(host, _context).Distinct().Order()];
        }

        var proxy = new Proxy(@namespace, Proxy.NoLabels, null, IsGateway: false);
        var ports = _context.Services.NamesCovering(host)
            .Select(name => _context.Services.Find(name, proxy, imported: false))
            .OfType<MeshService>()
            .SelectMany(service => service.Ports.Select(port => port.Number));
        return [.. ports.Distinct().Order()];
    }

    private ImmutableArray<ImmutableSortedDictionary<string, string>> LabelSetsOf(PathQuestion question)
    {
        if (_labelSets is not null && _labelSets.TryGetValue((question.Namespace, question.Host), out var sets))
        {
            return sets;
        }

        var written = MentionedLabels.In(question.Namespace, question.Host, _context);
        if (written.Count == 0)
        {
            return Alike;
        }

        sets = [.. LabelSets(written).Take(MaxLabelSets + 1)];
        (_labelSets ??= []).Add((question.Namespace, question.Host), sets);
        return sets;
    }

    /// <summary>No labels, each set that some condition mentions, each two of them, and each with all that go with it.</summary>
    private static IEnumerable<ImmutableSortedDictionary<string, string>> LabelSets(List<IReadOnlyDictionary<string, string?>> written)
    {
        var sets = written
            .Select(labels => labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value ?? "", StringComparer.Ordinal))
            .DistinctBy(Text, StringComparer.Ordinal)
            .OrderBy(Text, StringComparer.Ordinal)
            .ToList();
        return sets.Count > 1
            ? sets.Prepend(Proxy.NoLabels).Concat(Pairs(sets)).Concat(sets.Select(labels => Fill(labels, sets))).DistinctBy(Text, StringComparer.Ordinal)
            : sets.Prepend(Proxy.NoLabels);
    }

    /// <summary>Two sets that a pod can carry at once: of those that contradict each other, others say nothing.</summary>
    private static IEnumerable<ImmutableSortedDictionary<string, string>> Pairs(List<ImmutableSortedDictionary<string, string>> sets) =>
        from left in sets
        from right in sets
        where string.CompareOrdinal(Text(left), Text(right)) < 0 && Agree(left, right)
        select left.SetItems(right);

    /// <summary>The set together with all others that a pod can carry as well.</summary>
    private static ImmutableSortedDictionary<string, string> Fill(
        ImmutableSortedDictionary<string, string> set, List<ImmutableSortedDictionary<string, string>> others) =>
        others.Aggregate(set, (all, labels) => Agree(all, labels) ? all.SetItems(labels) : all);

    private static bool Agree(ImmutableSortedDictionary<string, string> left, ImmutableSortedDictionary<string, string> right) =>
        right.All(label => !left.TryGetValue(label.Key, out var value) || value == label.Value);

    private static string Text(ImmutableSortedDictionary<string, string> labels) => string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"));

    private static string Describe(ImmutableSortedDictionary<string, string> labels, string? condition) =>
        $"pods labelled {Quote.Shorten(Text(labels))}{(condition is null ? "" : ", " + condition)}";

    private static string KeyOf(PathWay way) => string.Join('\n',
        way.Hops.Select(hop => $"{hop.Object}{hop.Object?.Pointer} {hop.Text}").Concat(way.Faults.Select(fault => fault.Message))
            .Append(way.Condition ?? "").Append(way.Reason).Append(way.Outcome.ToString()));
}

using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>
/// The paths that a change can touch: of these only does a review compute anything. One per judgement, shared by the rules about paths.
/// </summary>
internal sealed class PathChanges
{
    private readonly RuleContext _context;
    private bool? _concernsEgress;

    /// <summary>The paths of a judgement, not yet computed.</summary>
    public PathChanges(RuleContext context) => _context = context;

    /// <summary>All of them, in an order that depends on the objects only.</summary>
    public IReadOnlyList<PathChange> All => field ??= Find();

    /// <summary>Those that have a fault once the change is made.</summary>
    public IReadOnlyList<PathChange> Faulty => field ??= [.. All.Where(change => change.After.HasFaults)];

    /// <summary>
    /// Whether the change can touch a path and the mesh tells enough to judge it. What is missing is recorded as not evaluated, but only for
    /// an object that has to do with egress.
    /// </summary>
    public bool CanBeJudged()
    {
        if (!(_concernsEgress ??= ConcernsEgress.Is(_context)))
        {
            return false;
        }

        foreach (var kind in (ReadOnlySpan<ObjectKind>)[ObjectKind.ServiceEntry, ObjectKind.VirtualService])
        {
            if (!_context.Mesh.Knows(kind))
            {
                _context.NotEvaluated($"the {kind} objects of the mesh were not given");
                return false;
            }
        }

        return true;
    }

    private List<PathChange> Find()
    {
        var before = new Lazy<EgressPaths>(() => new EgressPaths(_context.MeshBefore, _context.Policy), isThreadSafe: false);
        var after = new EgressPaths(_context.Mesh, _context.Policy);
        var touched = new TouchedPaths(_context);
        var changes = Ordered(touched.Questions())
            .ConvertAll(question => new PathChange(question, before, after, isSupposed: false, _context.Cancellation));
        changes.AddRange(Supposed(touched));
        return changes;
    }

    private static List<PathQuestion> Ordered(List<PathQuestion> questions) => questions.Count < 2 ? questions :
    [
        .. questions
            .Distinct()
            .OrderBy(question => question.Host, StringComparer.Ordinal)
            .ThenBy(question => question.Port)
            .ThenBy(question => question.Namespace, StringComparer.Ordinal),
    ];

    /// <summary>Hosts of a VirtualService that nothing declares yet: its way through the gateway can be judged all the same.</summary>
    private IEnumerable<PathChange> Supposed(TouchedPaths touched)
    {
        if (_context.Subject is not { IsRemoval: false, Object: VirtualService { Spec: { } spec } })
        {
            yield break;
        }

        foreach (var (host, port, protocol) in touched.Undeclared(spec))
        {
            var entry = SupposedEntry.For(host, port, protocol, _context);
            var reference = new ObjectRef(_context.Subject.Namespace, "(supposed)");
            yield return new PathChange(
                new PathQuestion(_context.Subject.Namespace, host, port),
                new Lazy<EgressPaths>(() => new EgressPaths(_context.MeshBefore.With(entry, reference), _context.Policy), isThreadSafe: false),
                new EgressPaths(_context.Mesh.With(entry, reference), _context.Policy),
                isSupposed: true,
                _context.Cancellation);
        }
    }
}

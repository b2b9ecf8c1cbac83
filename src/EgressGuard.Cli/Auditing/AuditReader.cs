using EgressGuard.Cli.Checking;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Cli.Auditing;

/// <summary>Makes verdicts of the objects of a list as they come, so that the objects need not be kept; null for those passed over.</summary>
internal sealed class AuditReader(ObjectKind kind, ObjectAudit audit) : IObjectReader<CheckedObject?>
{
    private readonly ListedObjectReader _reader = new(kind);

    public CheckedObject? Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem)
    {
        problem = null;
        return ListedHead.Read(utf8Json) is { } listed && !listed.IsJudged(kind)
            ? null
            : audit.Judge(_reader.Read(type, head, utf8Json, out problem));
    }
}

using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>The keys of one sort of the object that is laid over a mesh: a handful as a rule, and a hundred thousand if somebody pleases.</summary>
internal sealed class OverlaidKeys
{
    private const int Few = 8;

    private readonly string[] _few;
    private readonly HostIndex? _many;

    /// <summary>These keys.</summary>
    public OverlaidKeys(string[] keys)
    {
        var isFew = keys.Length <= Few;
        _few = isFew ? keys : [];
        _many = isFew ? null : HostIndex.Empty.With(keys, new ObjectRef("", ""));
    }

    /// <summary>Whether this is one of them.</summary>
    public bool Have(string key) => _many is null ? Array.IndexOf(_few, key) >= 0 : !_many.OwnersOf(key).IsEmpty;

    /// <summary>Whether one of them overlaps the host.</summary>
    public bool Overlap(string host)
    {
        foreach (var key in _few)
        {
            if (HostName.Overlap(key, host))
            {
                return true;
            }
        }

        return _many is not null && !_many.Overlapping(host).IsEmpty;
    }
}

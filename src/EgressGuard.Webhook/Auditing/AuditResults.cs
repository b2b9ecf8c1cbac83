namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// What the audit knows of every object of the mesh, and of the others with findings, and of which namespaces the reports are no longer
/// true.
/// </summary>
internal sealed class AuditResults(AuditTally tally)
{
    private static readonly SortedDictionary<AuditKey, AuditedObject> Nothing = new(AuditKey.InOrder);

    private readonly Dictionary<string, SortedDictionary<AuditKey, AuditedObject>> _byNamespace = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Whether some namespace's reports are no longer true.</summary>
    public bool HasChanged => _changed.Count > 0;

    /// <summary>The objects of a namespace, or with "" those of the cluster, in the order of reports.</summary>
    public IReadOnlyCollection<AuditedObject> Of(string @namespace) => (_byNamespace.GetValueOrDefault(@namespace) ?? Nothing).Values;

    /// <summary>An object was judged, or is gone.</summary>
    public void Set(AuditKey key, AuditedObject? judged)
    {
        var home = key.Reference.Namespace;
        var former = _byNamespace.GetValueOrDefault(home)?.GetValueOrDefault(key);
        if (judged is null ? former is null : former?.IsSame(judged) == true)
        {
            return;
        }

        tally.Replace(former, judged);
        if (former is { Findings.IsEmpty: false } || judged is { Findings.IsEmpty: false })
        {
            _changed.Add(home);
        }

        if (judged is null)
        {
            Remove(home, key);
        }
        else if (_byNamespace.TryGetValue(home, out var objects))
        {
            objects[key] = judged;
        }
        else
        {
            _byNamespace[home] = new SortedDictionary<AuditKey, AuditedObject>(AuditKey.InOrder) { [key] = judged };
        }
    }

    /// <summary>Drops every object of the mesh that is not one of these.</summary>
    public void KeepOnly(IEnumerable<AuditKey> keys)
    {
        var kept = keys.ToHashSet();
        Drop(key => AuditJudge.Kinds.Contains(key.Kind) && !kept.Contains(key));
    }

    /// <summary>Takes what a whole sweep found of a kind: what it did not meet is gone.</summary>
    public void TakeSwept(SweptKind swept)
    {
        Drop(key => key.Kind == swept.Kind && !swept.Kept.Contains(key));
        tally.Others(swept.Kind, swept.Others);
    }

    /// <summary>Forgets everything: somebody else leads now.</summary>
    public void Clear()
    {
        Drop(_ => true);
        tally.ClearOthers();
        _changed.Clear();
    }

    /// <summary>The reports of a namespace are not, or may not be, what they should.</summary>
    public void MarkChanged(string @namespace) => _changed.Add(@namespace);

    /// <summary>Marks every namespace with objects.</summary>
    public void MarkAllChanged() => _changed.UnionWith(_byNamespace.Keys);

    /// <summary>Takes a namespace whose reports are no longer true; null when there is none.</summary>
    public string? TakeChanged()
    {
        var taken = _changed.Min;
        if (taken is not null)
        {
            _changed.Remove(taken);
        }

        return taken;
    }

    private void Drop(Func<AuditKey, bool> isGone)
    {
        foreach (var gone in _byNamespace.Values.SelectMany(objects => objects.Keys).Where(isGone).ToArray())
        {
            Set(gone, null);
        }
    }

    private void Remove(string home, AuditKey key)
    {
        var objects = _byNamespace[home];
        objects.Remove(key);
        if (objects.Count == 0)
        {
            _byNamespace.Remove(home);
        }
    }
}

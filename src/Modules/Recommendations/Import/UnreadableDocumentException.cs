namespace Inspection.Recommendations.Import;

/// <summary>The document cannot be read; the message tells the user what is wrong and what to do.</summary>
internal sealed class UnreadableDocumentException(string message, Exception? cause = null) : Exception(message, cause);

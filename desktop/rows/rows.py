"""A Qt list of frozen values in a steady order, filtered, kept in step by whole new values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
Rank = tuple[Any, str]


class Role:
    ITEM = Qt.ItemDataRole.UserRole


class RowsModel(QAbstractListModel, Generic[T]):
    """Values by key, shown in `order` where `filter` accepts them. A row is found in O(log n): 100 000 stay quick."""

    def __init__(
        self,
        key: Callable[[T], str],
        title: Callable[[T], str],
        order: Callable[[T], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._key, self._title, self._order = key, title, order
        self._accepts: Callable[[T], bool] = lambda value: True
        self._values: dict[str, T] = {}
        self._shown: list[Rank] = []

    def __len__(self) -> int:
        """Values known, shown or not."""
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return iter(self._values.values())

    def get(self, key: str) -> T | None:
        return self._values.get(key)

    def value(self, row: int) -> T:
        """The value shown in a row; IndexError beyond the last."""
        return self._values[self._shown[row][1]]

    def row(self, key: str) -> int | None:
        """Where the key is shown, None where it is not."""
        value = self._values.get(key)
        if value is None:
            return None
        rank = (self._order(value), key)
        row = bisect_left(self._shown, rank)
        return row if row < len(self._shown) and self._shown[row] == rank else None

    def replace(self, values: Iterable[T]) -> None:
        """Everything anew."""
        self.beginResetModel()
        self._values = {self._key(value): value for value in values}
        self._shown = self._ranked()
        self.endResetModel()

    def filter(self, accepts: Callable[[T], bool]) -> None:
        """Show only what is accepted, from now on."""
        self.beginResetModel()
        self._accepts = accepts
        self._shown = self._ranked()
        self.endResetModel()

    def upsert(self, values: Sequence[T]) -> None:
        """Add or change; values that arrive together and stand together are inserted together."""
        fresh: dict[str, T] = {}
        for value in values:
            key = self._key(value)
            before = self._values.get(key)
            if before is None:
                fresh[key] = value
            elif self._order(before) == self._order(value) and self._accepts(before) == self._accepts(value):
                self._values[key] = value
                self._tell_changed(key)
            else:
                self.remove((key,))
                fresh[key] = value
        self._insert(fresh)

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            row = self.row(key)
            if row is None:
                self._values.pop(key, None)
                continue
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._shown[row]
            del self._values[key]
            self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        value = self.value(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._title(value)
            case Role.ITEM:
                return value
        return None

    def _ranked(self) -> list[Rank]:
        return sorted((self._order(value), key) for key, value in self._values.items() if self._accepts(value))

    def _tell_changed(self, key: str) -> None:
        row = self.row(key)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _insert(self, fresh: dict[str, T]) -> None:
        ranks = sorted((self._order(value), key) for key, value in fresh.items() if self._accepts(value))
        hidden = {key: value for key, value in fresh.items() if not self._accepts(value)}
        self._values.update(hidden)
        start = 0
        while start < len(ranks):
            row = bisect_left(self._shown, ranks[start])
            end = len(ranks) if row == len(self._shown) else bisect_left(ranks, self._shown[row], start)
            run = ranks[start:end]
            self.beginInsertRows(QModelIndex(), row, row + len(run) - 1)
            self._values.update({key: fresh[key] for _, key in run})
            self._shown[row:row] = run
            self.endInsertRows()
            start = end
